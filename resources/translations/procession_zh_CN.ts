<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Procession</source>
        <translation>关于 Procession</translation>
    </message>
    <message>
        <source>Procession {version}</source>
        <translation>Procession {version}</translation>
    </message>
    <message>
        <source>See what Python processes are really doing. It is free software, built on these parts:</source>
        <translation>看清 Python 进程到底在做什么。这是自由软件，用到了这些组件：</translation>
    </message>
    <message>
        <source>Parts</source>
        <translation>组件</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详情</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>运行(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Go</source>
        <translation>转到(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Open script…</source>
        <translation>打开脚本(&amp;O)…</translation>
    </message>
    <message>
        <source>Run your own Python script (Ctrl+O)</source>
        <translation>运行自己的 Python 脚本（Ctrl+O）</translation>
    </message>
    <message>
        <source>&amp;Remove script from list</source>
        <translation>从列表移除脚本(&amp;R)</translation>
    </message>
    <message>
        <source>Remove the script from the list; the file is kept (Del)</source>
        <translation>把脚本移出列表，文件本身不动（Del）</translation>
    </message>
    <message>
        <source>&amp;Save view as…</source>
        <translation>视图另存为(&amp;S)…</translation>
    </message>
    <message>
        <source>Save the panel that has the focus as a picture, drawing, table or text (Ctrl+S)</source>
        <translation>把当前面板保存为图片、矢量图、表格或文本（Ctrl+S）</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>Copy what is selected, else the whole panel (Ctrl+C)</source>
        <translation>复制选中的内容；没有选中时复制整个面板（Ctrl+C）</translation>
    </message>
    <message>
        <source>Copy as &amp;picture</source>
        <translation>复制为图片(&amp;P)</translation>
    </message>
    <message>
        <source>Copy the panel that has the focus as a picture (Ctrl+Shift+C)</source>
        <translation>把当前面板复制为图片（Ctrl+Shift+C）</translation>
    </message>
    <message>
        <source>Select &amp;all</source>
        <translation>全选(&amp;A)</translation>
    </message>
    <message>
        <source>Select all of the text (Ctrl+A)</source>
        <translation>选中全部文字（Ctrl+A）</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>设置(&amp;S)…</translation>
    </message>
    <message>
        <source>Theme, language, text size (Ctrl+,)</source>
        <translation>主题、语言、文字大小（Ctrl+,）</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>End the run and close the window</source>
        <translation>结束运行并关闭窗口</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>开始(&amp;S)</translation>
    </message>
    <message>
        <source>Run the script (F5, Ctrl+R)</source>
        <translation>运行脚本（F5、Ctrl+R）</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>停止(&amp;T)</translation>
    </message>
    <message>
        <source>End every process of the run (Shift+F5)</source>
        <translation>结束本次运行的所有进程（Shift+F5）</translation>
    </message>
    <message>
        <source>R&amp;estart</source>
        <translation>重新开始(&amp;E)</translation>
    </message>
    <message>
        <source>End the run and start it again</source>
        <translation>结束本次运行，再重新开始</translation>
    </message>
    <message>
        <source>Ter&amp;minate process</source>
        <translation>终止进程(&amp;M)</translation>
    </message>
    <message>
        <source>Ask the process chosen in the table to end: SIGTERM (Del in the table)</source>
        <translation>请表格中选中的进程结束：SIGTERM（表格中按 Del）</translation>
    </message>
    <message>
        <source>&amp;Kill process</source>
        <translation>强制结束进程(&amp;K)</translation>
    </message>
    <message>
        <source>End the process chosen in the table at once: SIGKILL (Shift+Del in the table)</source>
        <translation>立即结束表格中选中的进程：SIGKILL（表格中按 Shift+Del）</translation>
    </message>
    <message>
        <source>&amp;Next panel</source>
        <translation>下一个面板(&amp;N)</translation>
    </message>
    <message>
        <source>To the next panel (F6)</source>
        <translation>转到下一个面板（F6）</translation>
    </message>
    <message>
        <source>Pre&amp;vious panel</source>
        <translation>上一个面板(&amp;V)</translation>
    </message>
    <message>
        <source>To the previous panel (Shift+F6)</source>
        <translation>转到上一个面板（Shift+F6）</translation>
    </message>
    <message>
        <source>S&amp;cenarios</source>
        <translation>场景(&amp;C)</translation>
    </message>
    <message>
        <source>Choose what to run (Ctrl+1)</source>
        <translation>选择要运行的场景（Ctrl+1）</translation>
    </message>
    <message>
        <source>&amp;Stage</source>
        <translation>运行画面(&amp;S)</translation>
    </message>
    <message>
        <source>Arrows go from card to card (Ctrl+2)</source>
        <translation>用方向键在卡片之间移动（Ctrl+2）</translation>
    </message>
    <message>
        <source>&amp;Processes</source>
        <translation>进程(&amp;P)</translation>
    </message>
    <message>
        <source>Del terminates a process, Shift+Del kills it (Ctrl+3)</source>
        <translation>Del 终止进程，Shift+Del 强制结束（Ctrl+3）</translation>
    </message>
    <message>
        <source>&amp;Buffers</source>
        <translation>缓冲区(&amp;B)</translation>
    </message>
    <message>
        <source>The queues (Ctrl+4)</source>
        <translation>队列（Ctrl+4）</translation>
    </message>
    <message>
        <source>All that the processes share (Ctrl+0)</source>
        <translation>进程之间共享的一切 (Ctrl+0)</translation>
    </message>
    <message>
        <source>Ob&amp;jects</source>
        <translation>对象(&amp;J)</translation>
    </message>
    <message>
        <source>&amp;Findings</source>
        <translation>诊断(&amp;F)</translation>
    </message>
    <message>
        <source>What is wrong with the run (Ctrl+Shift+F)</source>
        <translation>这次运行有什么问题（Ctrl+Shift+F）</translation>
    </message>
    <message>
        <source>&amp;Waits</source>
        <translation>等待(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Output</source>
        <translation>输出(&amp;O)</translation>
    </message>
    <message>
        <source>What the processes print (Ctrl+5)</source>
        <translation>进程打印的内容（Ctrl+5）</translation>
    </message>
    <message>
        <source>&amp;Input line</source>
        <translation>输入行(&amp;I)</translation>
    </message>
    <message>
        <source>Write to the script (Ctrl+6)</source>
        <translation>向脚本输入（Ctrl+6）</translation>
    </message>
    <message>
        <source>Co&amp;de</source>
        <translation>代码(&amp;D)</translation>
    </message>
    <message>
        <source>The script (Ctrl+7)</source>
        <translation>脚本（Ctrl+7）</translation>
    </message>
    <message>
        <source>&amp;Explanation</source>
        <translation>讲解(&amp;E)</translation>
    </message>
    <message>
        <source>What it shows (Ctrl+8)</source>
        <translation>这个场景演示什么（Ctrl+8）</translation>
    </message>
    <message>
        <source>Para&amp;meters</source>
        <translation>参数(&amp;M)</translation>
    </message>
    <message>
        <source>The values that can be set (Ctrl+9)</source>
        <translation>可以设置的值（Ctrl+9）</translation>
    </message>
    <message>
        <source>Follow the s&amp;ystem</source>
        <translation>跟随系统(&amp;Y)</translation>
    </message>
    <message>
        <source>Light or dark, like the desktop</source>
        <translation>浅色或深色，与桌面一致</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>Dark text on a light background</source>
        <translation>浅底深字</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>Light text on a dark background</source>
        <translation>深底浅字</translation>
    </message>
    <message>
        <source>&amp;Scenarios</source>
        <translation>场景列表(&amp;S)</translation>
    </message>
    <message>
        <source>Show the list at the left (Ctrl+B)</source>
        <translation>显示左侧的列表（Ctrl+B）</translation>
    </message>
    <message>
        <source>&amp;Code and explanation</source>
        <translation>代码和讲解(&amp;C)</translation>
    </message>
    <message>
        <source>Show code, explanation and parameters at the right (Ctrl+Shift+B)</source>
        <translation>在右侧显示代码、讲解和参数（Ctrl+Shift+B）</translation>
    </message>
    <message>
        <source>&amp;Reset layout</source>
        <translation>恢复默认布局(&amp;R)</translation>
    </message>
    <message>
        <source>Restore the initial size, panels and tabs of the window</source>
        <translation>恢复窗口最初的大小、面板和标签页</translation>
    </message>
    <message>
        <source>&amp;Projector mode</source>
        <translation>投影模式(&amp;P)</translation>
    </message>
    <message>
        <source>Full screen, large and in high contrast, with stage and tables only; and back (F9)</source>
        <translation>大字、高对比度、全屏，只显示运行画面和表格；再按一次退出（F9）</translation>
    </message>
    <message>
        <source>&amp;Full screen</source>
        <translation>全屏(&amp;F)</translation>
    </message>
    <message>
        <source>Full screen, and back (F11)</source>
        <translation>进入或退出全屏（F11）</translation>
    </message>
    <message>
        <source>What everything shows and does (F1)</source>
        <translation>各部分显示什么、能做什么（F1）</translation>
    </message>
    <message>
        <source>&amp;Tour</source>
        <translation>入门引导(&amp;T)</translation>
    </message>
    <message>
        <source>The first steps, on a real run</source>
        <translation>用一次真实的运行，带你走头几步</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>键盘快捷键(&amp;K)</translation>
    </message>
    <message>
        <source>All keys (Ctrl+F1)</source>
        <translation>所有快捷键（Ctrl+F1）</translation>
    </message>
    <message>
        <source>&amp;About Procession</source>
        <translation>关于 Procession(&amp;A)</translation>
    </message>
    <message>
        <source>Versions and licences</source>
        <translation>版本和许可证</translation>
    </message>
    <message>
        <source>中文 / &amp;English</source>
        <translation>中文 / &amp;English</translation>
    </message>
    <message>
        <source>How long the processes waited (Ctrl+Shift+W)</source>
        <translation>各进程等待了多久 (Ctrl+Shift+W)</translation>
    </message>
    <message>
        <source>The other language</source>
        <translation>切换语言</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Close the message</source>
        <translation>关闭消息</translation>
    </message>
    <message>
        <source>The process that ran the script was ended from outside, so its processes were ended too; what is shown is where they were. Press Start to run it again.</source>
        <translation>负责运行脚本的进程被外部结束了，脚本的所有进程也随之结束；画面停留在它们结束前的样子。按“开始”可以重新运行。</translation>
    </message>
    <message>
        <source>The script could not be started. {reason}</source>
        <translation>脚本无法启动。{reason}</translation>
    </message>
    <message>
        <source>The Python that ran the script could not be watched, so only its processes and output were seen; choose another interpreter under Parameters.</source>
        <translation>运行脚本的 Python 无法观察，所以只能看到进程和输出；请在“参数”里换一个解释器。</translation>
    </message>
    <message>
        <source>Procession itself failed to watch some calls, so they are not shown; the script has not noticed. The first failure: {text}</source>
        <translation>Procession 自身未能监视某些调用，因此没有显示它们；脚本不受影响。第一个故障：{text}</translation>
    </message>
    <message>
        <source>{count} events were lost because there was no room to write them; the picture may be incomplete.</source>
        <translation>磁盘空间不足，丢失了 {count} 个事件，画面可能不完整。</translation>
    </message>
    <message>
        <source>What the processes do between their calls is not seen, because py-spy is missing; install it beside Procession (pip install py-spy).</source>
        <translation>看不到进程在两次调用之间做什么，因为缺少 py-spy；请把它和 Procession 装在一起（pip install py-spy）。</translation>
    </message>
    <message>
        <source>What the processes do between their calls is not seen, because this system does not allow it. This line allows it: sudo sysctl kernel.yama.ptrace_scope={text}</source>
        <translation>看不到进程在两次调用之间做什么，因为系统不允许。用这一行命令就能允许：sudo sysctl kernel.yama.ptrace_scope={text}</translation>
    </message>
    <message>
        <source>What the processes do between their calls is not seen, because this system allows it to nobody until it is started anew with another kernel.yama.ptrace_scope than 3.</source>
        <translation>看不到进程在两次调用之间做什么，因为系统不允许任何人这样做；要等系统以不为 3 的 kernel.yama.ptrace_scope 重新启动。</translation>
    </message>
    <message>
        <source>What the processes do between their calls is not seen, because this system does not allow it. A container allows it when it is started with --cap-add=SYS_PTRACE.</source>
        <translation>看不到进程在两次调用之间做什么，因为系统不允许。容器在启动时加上 --cap-add=SYS_PTRACE 就能允许。</translation>
    </message>
    <message>
        <source>What the processes do between their calls is not seen any more, because py-spy did not answer in time.</source>
        <translation>不再能看到进程在两次调用之间做什么，因为 py-spy 没有及时回答。</translation>
    </message>
    <message>
        <source>What some processes do between their calls is not seen, because py-spy could not read them: {text}</source>
        <translation>看不到某些进程在两次调用之间做什么，因为 py-spy 读不了它们：{text}</translation>
    </message>
    <message>
        <source>What some processes do between their calls is not seen, because py-spy ended without an answer.</source>
        <translation>看不到某些进程在两次调用之间做什么，因为 py-spy 没有给出答案就结束了。</translation>
    </message>
</context>
<context>
    <name>BufferCanvas</name>
    <message>
        <source>Queues</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>The queues of the running script appear here.</source>
        <translation>脚本运行后，它的队列显示在这里。</translation>
    </message>
    <message>
        <source>This run has no queue</source>
        <translation>本次运行没有队列</translation>
    </message>
    <message>
        <source>Queues: {count}</source>
        <translation>队列：{count} 个</translation>
    </message>
</context>
<context>
    <name>BufferView</name>
    <message>
        <source>Buffers</source>
        <translation>缓冲区</translation>
    </message>
    <message>
        <source>Queue to show</source>
        <translation>显示哪个队列</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>All queues</source>
        <translation>所有队列</translation>
    </message>
</context>
<context>
    <name>Callout</name>
    <message>
        <source>Back</source>
        <translation>上一步</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
</context>
<context>
    <name>CodeView</name>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>{name}: line {line}</source>
        <translation>{name}：第 {line} 行</translation>
    </message>
</context>
<context>
    <name>Content</name>
    <message>
        <source>the picture is too large</source>
        <translation>图片太大</translation>
    </message>
</context>
<context>
    <name>Copying</name>
    <message>
        <source>Copy its output</source>
        <translation>复制它的输出</translation>
    </message>
    <message>
        <source>Save its output as…</source>
        <translation>它的输出另存为…</translation>
    </message>
</context>
<context>
    <name>DropSheet</name>
    <message>
        <source>Drop to open {name}</source>
        <translation>松开鼠标打开 {name}</translation>
    </message>
    <message>
        <source>Only files on this computer can be opened.</source>
        <translation>只能打开这台电脑上的文件。</translation>
    </message>
    <message>
        <source>Drop a script here</source>
        <translation>把脚本拖到这里</translation>
    </message>
</context>
<context>
    <name>ErrorNotice</name>
    <message>
        <source>Procession ended unexpectedly the last time; what it was doing is in the log.</source>
        <translation>Procession 上次意外退出；当时的情况记在日志里。</translation>
    </message>
    <message>
        <source>Something went wrong in Procession itself, but you can go on: {error}</source>
        <translation>Procession 自身出了点问题，可以继续使用：{error}</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详情</translation>
    </message>
    <message>
        <source>Show the log</source>
        <translation>查看日志</translation>
    </message>
</context>
<context>
    <name>ExplainView</name>
    <message>
        <source>Explanation</source>
        <translation>讲解</translation>
    </message>
</context>
<context>
    <name>Exports</name>
    <message>
        <source>{path} could not be written ({reason}). Save it in another folder or by another name.</source>
        <translation>无法写入 {path}（{reason}）。请换一个文件夹或文件名保存。</translation>
    </message>
    <message>
        <source>Save: {view}</source>
        <translation>保存：{view}</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Drawing</source>
        <translation>矢量图</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>Markdown</source>
        <translation>Markdown</translation>
    </message>
    <message>
        <source>Python script</source>
        <translation>Python 脚本</translation>
    </message>
</context>
<context>
    <name>FileStrip</name>
    <message>
        <source>Processes in other files</source>
        <translation>在其他文件里的进程</translation>
    </message>
    <message>
        <source>Back to {file}</source>
        <translation>回到 {file}</translation>
    </message>
    <message>
        <source>{name}: {file}, line {line}</source>
        <translation>{name}：{file} 第 {line} 行</translation>
    </message>
</context>
<context>
    <name>FindingsPanel</name>
    <message>
        <source>What hangs, fails or gets lost in a run is named here, with the next step.</source>
        <translation>运行中卡住、失败或丢失的东西，会在这里指出，并给出下一步。</translation>
    </message>
    <message>
        <source>Nothing wrong was found in this run.</source>
        <translation>这次运行没有发现问题。</translation>
    </message>
    <message>
        <source>Nothing wrong has been found so far.</source>
        <translation>目前没有发现问题。</translation>
    </message>
    <message>
        <source>Procession itself failed to look for some troubles; the report names them.</source>
        <translation>Procession 自身未能检查某些问题；报告中有说明。</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>The chosen finding</source>
        <translation>选中的诊断</translation>
    </message>
</context>
<context>
    <name>FoldButton</name>
    <message>
        <source>Show what was made by {packages}: {count}</source>
        <translation>显示由 {packages} 创建的内容：{count}</translation>
    </message>
</context>
<context>
    <name>HelpText</name>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
</context>
<context>
    <name>HelpWindow</name>
    <message>
        <source>Help for Procession</source>
        <translation>Procession 帮助</translation>
    </message>
    <message>
        <source>Contents</source>
        <translation>目录</translation>
    </message>
</context>
<context>
    <name>InterpreterBox</name>
    <message>
        <source>Choose a Python interpreter</source>
        <translation>选择 Python 解释器</translation>
    </message>
    <message>
        <source>{version} – Procession&apos;s own</source>
        <translation>{version} – Procession 自带</translation>
    </message>
    <message>
        <source>{version} – {place}</source>
        <translation>{version} – {place}</translation>
    </message>
    <message>
        <source>Interpreter</source>
        <translation>解释器</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Choose another interpreter</source>
        <translation>选择别的解释器</translation>
    </message>
    <message>
        <source>Choose another Python, CPython 3.10 or newer</source>
        <translation>选择别的 Python：CPython 3.10 或更高版本</translation>
    </message>
</context>
<context>
    <name>LogWindow</name>
    <message>
        <source>Log of Procession</source>
        <translation>Procession 日志</translation>
    </message>
    <message>
        <source>Kept in {file}</source>
        <translation>保存在 {file}</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation>全部复制</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Processes</source>
        <translation>进程</translation>
    </message>
    <message>
        <source>Buffers</source>
        <translation>缓冲区</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Explain</source>
        <translation>讲解</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Findings ({count})</source>
        <translation>诊断（{count}）</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>Waits</source>
        <translation>等待</translation>
    </message>
    <message>
        <source>{title} – Procession</source>
        <translation>{title} – Procession</translation>
    </message>
</context>
<context>
    <name>ObjectModel</name>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待者</translation>
    </message>
    <message>
        <source>Used by</source>
        <translation>使用者</translation>
    </message>
</context>
<context>
    <name>ObjectPanel</name>
    <message>
        <source>Search the objects (Ctrl+F)</source>
        <translation>搜索对象 (Ctrl+F)</translation>
    </message>
    <message>
        <source>Search the objects</source>
        <translation>搜索对象</translation>
    </message>
    <message>
        <source>Show all objects again</source>
        <translation>重新显示全部对象</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>This run shares no object</source>
        <translation>本次运行没有共享对象</translation>
    </message>
</context>
<context>
    <name>OutputMark</name>
    <message>
        <source>new on stderr: {count} lines</source>
        <translation>stderr 有 {count} 行新内容</translation>
    </message>
</context>
<context>
    <name>OutputPanel</name>
    <message>
        <source>Whose output</source>
        <translation>显示谁的输出</translation>
    </message>
    <message>
        <source>All processes</source>
        <translation>所有进程</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清空</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy all the text that is shown</source>
        <translation>复制显示的全部文字</translation>
    </message>
    <message>
        <source>Input for the script</source>
        <translation>给脚本的输入</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Send the line to the script&apos;s standard input (Enter)</source>
        <translation>把这一行发送到脚本的标准输入（回车）</translation>
    </message>
    <message>
        <source>The script waits for input: Enter sends a line, Ctrl+D ends it</source>
        <translation>脚本在等待输入：按 Enter 发送一行，按 Ctrl+D 结束输入</translation>
    </message>
    <message>
        <source>Input: Enter sends a line, Ctrl+D ends it</source>
        <translation>输入：回车发送一行，Ctrl+D 结束</translation>
    </message>
    <message>
        <source>Input for the script, while it runs</source>
        <translation>脚本运行时，可以在这里输入</translation>
    </message>
    <message>
        <source>Sends “{line}”</source>
        <translation>发送“{line}”</translation>
    </message>
    <message>
        <source>(end of the input)</source>
        <translation>（输入结束）</translation>
    </message>
    <message>
        <source>{count} earlier characters are no longer shown</source>
        <translation>较早的 {count} 个字符已不再显示</translation>
    </message>
    <message>
        <source>process {number}</source>
        <translation>进程 {number}</translation>
    </message>
</context>
<context>
    <name>OutputText</name>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
</context>
<context>
    <name>OwnScripts</name>
    <message>
        <source>{name} is empty; write something into it and save it, and it will be shown here.</source>
        <translation>{name} 是空的；写入内容并保存后，会显示在这里。</translation>
    </message>
    <message>
        <source>{name} is large: only its beginning is shown here, all of it runs.</source>
        <translation>{name} 很大：这里只显示开头，运行的是全部。</translation>
    </message>
    <message>
        <source>The script cannot write files in {folder}; if it has to, choose another working folder under Parameters.</source>
        <translation>脚本不能在 {folder} 中写文件；如果需要写，请在“参数”里换一个工作目录。</translation>
    </message>
    <message>
        <source>Open a Python script</source>
        <translation>打开 Python 脚本</translation>
    </message>
    <message>
        <source>Python scripts (*.py *.pyw);;All files (*)</source>
        <translation>Python 脚本 (*.py *.pyw);;所有文件 (*)</translation>
    </message>
    <message>
        <source>{problem} It was removed from the recent scripts.</source>
        <translation>{problem}已把它从最近的脚本中移除。</translation>
    </message>
    <message>
        <source>{name} has changed on disk since this run began; the new text is shown when the run has ended.</source>
        <translation>{name} 在本次运行开始后被修改过；运行结束后显示新的内容。</translation>
    </message>
</context>
<context>
    <name>ParametersForm</name>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>They are the constants at the top of the script; a change takes effect at the next start.</source>
        <translation>这些是脚本开头的常量；修改后，下次开始运行时生效。</translation>
    </message>
    <message>
        <source>This script has no parameters here.</source>
        <translation>这个脚本没有可设置的参数。</translation>
    </message>
    <message>
        <source>Reset to defaults</source>
        <translation>恢复默认值</translation>
    </message>
</context>
<context>
    <name>PathLine</name>
    <message>
        <source>Critical path</source>
        <translation>关键路径</translation>
    </message>
    <message>
        <source>What the end of the run has waited for, and so on, back to its beginning: only what is shortened here lets the run end sooner.</source>
        <translation>运行的结束等的是什么，那又等什么，一直追溯到开始：只有缩短这里的东西，运行才会更早结束。</translation>
    </message>
    <message>
        <source>Critical path: {sentence}</source>
        <translation>关键路径：{sentence}</translation>
    </message>
</context>
<context>
    <name>ProcessModel</name>
    <message>
        <source>process {pid}</source>
        <translation>进程 {pid}</translation>
    </message>
    <message>
        <source>PID {pid}, {state}</source>
        <translation>PID {pid}，{state}</translation>
    </message>
    <message>
        <source>Delete terminates it, Shift+Delete kills it</source>
        <translation>按 Delete 终止，按 Shift+Delete 强制结束</translation>
    </message>
    <message>
        <source>has ended</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>no exit code yet</source>
        <translation>还没有退出码</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>PID</source>
        <translation>PID</translation>
    </message>
    <message>
        <source>Parent</source>
        <translation>父进程</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Alive</source>
        <translation>存活</translation>
    </message>
    <message>
        <source>Daemon</source>
        <translation>守护</translation>
    </message>
    <message>
        <source>Exit</source>
        <translation>退出码</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
</context>
<context>
    <name>ProcessPanel</name>
    <message>
        <source>Show one list</source>
        <translation>显示为列表</translation>
    </message>
    <message>
        <source>Show children below their parents</source>
        <translation>显示为树：子进程在父进程下面</translation>
    </message>
    <message>
        <source>{alive} alive, {ended} ended</source>
        <translation>存活 {alive}，已结束 {ended}</translation>
    </message>
    <message>
        <source>No process yet; press Start</source>
        <translation>还没有进程；请按“开始”</translation>
    </message>
</context>
<context>
    <name>ProcessTable</name>
    <message>
        <source>Processes</source>
        <translation>进程</translation>
    </message>
    <message>
        <source>Suspend</source>
        <translation>挂起</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>恢复运行</translation>
    </message>
    <message>
        <source>Terminate (SIGTERM)</source>
        <translation>终止（SIGTERM）</translation>
    </message>
    <message>
        <source>Kill (SIGKILL)</source>
        <translation>强制结束（SIGKILL）</translation>
    </message>
    <message>
        <source>Copy PID</source>
        <translation>复制 PID</translation>
    </message>
    <message>
        <source>Copy row</source>
        <translation>复制整行</translation>
    </message>
</context>
<context>
    <name>RecentMenu</name>
    <message>
        <source>Open &amp;recent</source>
        <translation>最近打开(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Clear list</source>
        <translation>清空列表(&amp;C)</translation>
    </message>
</context>
<context>
    <name>RowButtons</name>
    <message>
        <source>Terminate</source>
        <translation>终止</translation>
    </message>
    <message>
        <source>Terminate {name}</source>
        <translation>终止 {name}</translation>
    </message>
    <message>
        <source>Ask {name} ({pid}) to end: SIGTERM</source>
        <translation>请 {name}（{pid}）结束：SIGTERM</translation>
    </message>
    <message>
        <source>Kill</source>
        <translation>强制结束</translation>
    </message>
    <message>
        <source>Kill {name}</source>
        <translation>强制结束 {name}</translation>
    </message>
    <message>
        <source>End {name} ({pid}) at once, it cannot refuse: SIGKILL</source>
        <translation>立即结束 {name}（{pid}），它无法拒绝：SIGKILL</translation>
    </message>
</context>
<context>
    <name>RulePage</name>
    <message>
        <source>About this finding</source>
        <translation>关于这条诊断</translation>
    </message>
</context>
<context>
    <name>RuleWindow</name>
    <message>
        <source>{title} – Procession</source>
        <translation>{title} – Procession</translation>
    </message>
</context>
<context>
    <name>RunOptionsForm</name>
    <message>
        <source>There is no such folder; choose another one.</source>
        <translation>没有这个文件夹；请换一个。</translation>
    </message>
    <message>
        <source>Choose the working folder</source>
        <translation>选择工作目录</translation>
    </message>
    <message>
        <source>How the script is run</source>
        <translation>脚本怎样运行</translation>
    </message>
    <message>
        <source>Arguments</source>
        <translation>命令行参数</translation>
    </message>
    <message>
        <source>Environment variables</source>
        <translation>环境变量</translation>
    </message>
    <message>
        <source>Working folder</source>
        <translation>工作目录</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Reset to defaults</source>
        <translation>恢复默认值</translation>
    </message>
    <message>
        <source>Kept for this script; a change takes effect at the next start.</source>
        <translation>为这个脚本保存；修改后，下次开始运行时生效。</translation>
    </message>
    <message>
        <source>&amp;Arguments</source>
        <translation>命令行参数(&amp;A)</translation>
    </message>
    <message>
        <source>As in a shell: --size 3 &quot;two words&quot;</source>
        <translation>写法与 shell 相同：--size 3 &quot;two words&quot;</translation>
    </message>
    <message>
        <source>&amp;Interpreter</source>
        <translation>解释器(&amp;I)</translation>
    </message>
    <message>
        <source>CPython 3.10 or newer.</source>
        <translation>CPython 3.10 或更高版本。</translation>
    </message>
    <message>
        <source>&amp;Environment variables</source>
        <translation>环境变量(&amp;E)</translation>
    </message>
    <message>
        <source>One NAME=value per line, added to Procession&apos;s own.</source>
        <translation>每行一个 NAME=value，加在 Procession 自己的环境变量之上。</translation>
    </message>
    <message>
        <source>&amp;Working folder</source>
        <translation>工作目录(&amp;W)</translation>
    </message>
    <message>
        <source>Relative paths in the script start here.</source>
        <translation>脚本里的相对路径从这里算起。</translation>
    </message>
</context>
<context>
    <name>ScenarioList</name>
    <message>
        <source>Scenarios</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>Your scripts</source>
        <translation>我的脚本</translation>
    </message>
</context>
<context>
    <name>ScriptExplanation</name>
    <message>
        <source>Your own package. It runs unchanged, as real processes, like `python -m {module}` in `{folder}`</source>
        <translation>你自己的包。它原样运行，都是真实的进程，等同于在 `{folder}` 中执行 `python -m {module}`</translation>
    </message>
    <message>
        <source>Your own script. It runs where it is, unchanged, as real processes: `{path}`</source>
        <translation>你自己的脚本。它在原处原样运行，都是真实的进程：`{path}`</translation>
    </message>
    <message>
        <source>### What you will see

- A card and a row for every process, however it was made: `Process`, `Pool`, `ProcessPoolExecutor`, `subprocess`, `os.fork`.
- Who holds a lock and who waits for it, what is in a queue, the values of a manager, and the line that each process is at.
- What each process prints, how it ended, its CPU and memory.</source>
        <translation>### 能看到什么

- 每个进程都有一张卡片和一行，不管它是怎样创建的：`Process`、`Pool`、`ProcessPoolExecutor`、`subprocess`、`os.fork`。
- 谁持有锁、谁在等待，队列里有什么，Manager 里的值，每个进程执行到哪一行。
- 每个进程打印了什么、怎样结束，以及它的 CPU 和内存。</translation>
    </message>
    <message>
        <source>### What you will not see

- The inside of other programs, and of a Python older than 3.10 or started with `-I`, `-E` or `-S`. They are listed with their output, and it is said that they are *not watched*.
- What passes through a `Pipe`, a socket or shared memory, and what threads and `asyncio` do among themselves.</source>
        <translation>### 看不到什么

- 别的程序的内部，以及低于 3.10 或用 `-I`、`-E`、`-S` 启动的 Python 的内部。它们会列出来，输出也能看到，并标明*未观察*。
- 经过 `Pipe`、套接字或共享内存的数据，以及线程之间、`asyncio` 内部的活动。</translation>
    </message>
    <message>
        <source>### Good to know

- Arguments, environment variables, interpreter and working folder are set under **Parameters** and kept for this file.
- When you save the file in your editor, the code here follows; a run that is on goes on as it was started.
- A start method that the script sets itself counts more than the one chosen above.</source>
        <translation>### 小提示

- 命令行参数、环境变量、解释器和工作目录在**参数**里设置，并为这个文件保存。
- 在编辑器里保存文件，这里的代码会跟着更新；正在进行的运行不受影响。
- 脚本自己设置的启动方式，优先于上面选择的启动方式。</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>&amp;Theme:</source>
        <translation>主题(&amp;T)：</translation>
    </message>
    <message>
        <source>&amp;Language:</source>
        <translation>语言(&amp;L)：</translation>
    </message>
    <message>
        <source>Follow the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Text &amp;size:</source>
        <translation>文字大小(&amp;S)：</translation>
    </message>
    <message>
        <source>&amp;Reduce motion</source>
        <translation>减少动画(&amp;R)</translation>
    </message>
    <message>
        <source>Items jump to their places instead of moving there</source>
        <translation>数据直接跳到目的地，不再移动过去</translation>
    </message>
    <message>
        <source>&amp;Open the last scenario or script at start</source>
        <translation>启动时打开上次的场景或脚本(&amp;O)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Usual (100 %)</source>
        <translation>标准（100%）</translation>
    </message>
    <message>
        <source>Large (115 %)</source>
        <translation>大（115%）</translation>
    </message>
    <message>
        <source>Larger (130 %)</source>
        <translation>更大（130%）</translation>
    </message>
</context>
<context>
    <name>ShortcutsWindow</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>StageView</name>
    <message>
        <source>Stage</source>
        <translation>运行画面</translation>
    </message>
    <message>
        <source>Press Start: the processes appear here, with what they share.</source>
        <translation>按“开始”：进程和它们共享的东西会显示在这里。</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>Processes: {processes}, queues: {queues}, other shared objects: {objects}</source>
        <translation>进程 {processes} 个，队列 {queues} 个，其他共享对象 {objects} 个</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>{count} events lost</source>
        <translation>丢失 {count} 个事件</translation>
    </message>
    <message>
        <source>1 event</source>
        <translation>1 个事件</translation>
    </message>
    <message>
        <source>{count} events</source>
        <translation>{count} 个事件</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>waiting for input</source>
        <translation>等待输入</translation>
    </message>
    <message>
        <source>running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>stands still for {time}</source>
        <translation>已静止 {time}</translation>
    </message>
    <message>
        <source>ended from outside</source>
        <translation>被外部结束</translation>
    </message>
    <message>
        <source>could not be started</source>
        <translation>无法启动</translation>
    </message>
    <message>
        <source>ended: time is up</source>
        <translation>已结束：超时</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>ended with exit code {code}</source>
        <translation>已结束，退出码 {code}</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Status</source>
        <translation>运行状态</translation>
    </message>
</context>
<context>
    <name>SyntaxProblem</name>
    <message>
        <source>{file} has a syntax error in line {line}: {what}. Correct it, save the file and press Start.</source>
        <translation>{file} 第 {line} 行有语法错误：{what}。请改正并保存文件，再按“开始”。</translation>
    </message>
</context>
<context>
    <name>TablePanel</name>
    <message>
        <source>{shown} of {count}</source>
        <translation>{shown} / {count}</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Run the script (F5, Ctrl+R)</source>
        <translation>运行脚本（F5、Ctrl+R）</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>End every process of the run (Shift+F5)</source>
        <translation>结束本次运行的所有进程（Shift+F5）</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>重新开始</translation>
    </message>
    <message>
        <source>End the run and start it again (Ctrl+Shift+R)</source>
        <translation>结束本次运行，再重新开始（Ctrl+Shift+R）</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Language: English or Chinese</source>
        <translation>语言：English 或中文</translation>
    </message>
    <message>
        <source>Leave projector mode (F9)</source>
        <translation>退出投影模式（F9）</translation>
    </message>
    <message>
        <source>Start method</source>
        <translation>启动方式</translation>
    </message>
    <message>
        <source>How new processes are started; takes effect at the next start</source>
        <translation>用什么方式启动新进程；下次开始运行时生效</translation>
    </message>
    <message>
        <source>Open a script</source>
        <translation>打开脚本</translation>
    </message>
    <message>
        <source>Light or dark</source>
        <translation>切换浅色与深色</translation>
    </message>
    <message>
        <source>script&apos;s own</source>
        <translation>由脚本决定</translation>
    </message>
</context>
<context>
    <name>Tour</name>
    <message>
        <source>{step} of {steps}</source>
        <translation>{step}/{steps}</translation>
    </message>
    <message>
        <source>Every living process has a row with Terminate and Kill: real signals, to that process alone. Try it, and watch what the others do.</source>
        <translation>每个存活的进程都有一行，带“终止”和“强制结束”按钮：向这一个进程发送真实的信号。试一试，看看其他进程会怎样。</translation>
    </message>
    <message>
        <source>Every living process has a row with Terminate and Kill: real signals, to that process alone. Press Start again to try it.</source>
        <translation>每个存活的进程都有一行，带“终止”和“强制结束”按钮：向这一个进程发送真实的信号。再按一次“开始”就可以试试。</translation>
    </message>
    <message>
        <source>Pick a scenario</source>
        <translation>选一个场景</translation>
    </message>
    <message>
        <source>Each one is an ordinary Python script, and runs as it is. Click one, or keep this one.</source>
        <translation>每个场景都是普通的 Python 脚本，原样运行。点一个，或者就用现在这个。</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Start it</source>
        <translation>开始运行</translation>
    </message>
    <message>
        <source>Start runs the script as real processes on this computer. Nothing is simulated.</source>
        <translation>按“开始”，脚本就以真实进程的形式在这台电脑上运行，没有任何模拟。</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>See what they do</source>
        <translation>看它们在做什么</translation>
    </message>
    <message>
        <source>Each card is a process: its pid, its line, its state. Between them are the queues, locks and values that they share.</source>
        <translation>每张卡片是一个进程：pid、执行到哪一行、状态。卡片之间是它们共享的队列、锁和数据。</translation>
    </message>
    <message>
        <source>End one yourself</source>
        <translation>亲手结束一个</translation>
    </message>
    <message>
        <source>Read why</source>
        <translation>看看为什么</translation>
    </message>
    <message>
        <source>Explain tells what the scenario shows and what to try next. Help &gt; Tour shows these steps again.</source>
        <translation>“讲解”说明场景演示什么、接下来可以试什么。想再看这些步骤，请点“帮助 &gt; 入门引导”。</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
</context>
<context>
    <name>TracebackPane</name>
    <message>
        <source>Close the traceback</source>
        <translation>关闭回溯</translation>
    </message>
    <message>
        <source>Close the calls</source>
        <translation>关闭调用栈</translation>
    </message>
    <message>
        <source>Traceback</source>
        <translation>回溯</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>调用栈</translation>
    </message>
    <message>
        <source>{name} is in these calls</source>
        <translation>{name} 停在这些调用里</translation>
    </message>
    <message>
        <source>{name}: last seen in these calls</source>
        <translation>{name}：上次看到时在这些调用里</translation>
    </message>
    <message>
        <source>{name} has failed</source>
        <translation>{name} 已失败</translation>
    </message>
    <message>
        <source>{name}: on stderr</source>
        <translation>{name}：stderr</translation>
    </message>
    <message>
        <source>{name}: thread {thread} has failed</source>
        <translation>{name}：线程 {thread} 已失败</translation>
    </message>
</context>
<context>
    <name>Verdict</name>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Show it with its lines among the findings</source>
        <translation>在诊断中查看它和相关的行</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>为什么</translation>
    </message>
    <message>
        <source>Why this happens, and how to mend it</source>
        <translation>为什么会这样，怎么修</translation>
    </message>
    <message>
        <source>Close the verdict; the findings keep it</source>
        <translation>关闭这条结论（“诊断”里仍保留）</translation>
    </message>
    <message>
        <source>Next: {advice}</source>
        <translation>下一步：{advice}</translation>
    </message>
    <message>
        <source>{severity} ({certainty})</source>
        <translation>{severity}（{certainty}）</translation>
    </message>
</context>
<context>
    <name>WaitModel</name>
    <message>
        <source>{title}: {text}</source>
        <translation>{title}：{text}</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>代码行</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>进程</translation>
    </message>
    <message>
        <source>Waits</source>
        <translation>等待</translation>
    </message>
    <message>
        <source>In all</source>
        <translation>总计</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>Longest</source>
        <translation>最长</translation>
    </message>
    <message>
        <source>95 %</source>
        <translation>95 %</translation>
    </message>
    <message>
        <source>Mostly ended by</source>
        <translation>多由谁结束</translation>
    </message>
    <message>
        <source>Held in all</source>
        <translation>总共被持有</translation>
    </message>
    <message>
        <source>Held longest</source>
        <translation>最久一次持有</translation>
    </message>
    <message>
        <source>Held longest by</source>
        <translation>持有最久的</translation>
    </message>
    <message>
        <source>Lived</source>
        <translation>存活</translation>
    </message>
    <message>
        <source>Main thread</source>
        <translation>主线程</translation>
    </message>
    <message>
        <source>{count} of {calls}</source>
        <translation>{calls} 次中的 {count} 次</translation>
    </message>
    <message>
        <source>{seconds:.3f} s</source>
        <translation>{seconds:.3f} 秒</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>Put / s</source>
        <translation>放入/秒</translation>
    </message>
    <message>
        <source>Got / s</source>
        <translation>取出/秒</translation>
    </message>
    <message>
        <source>Mean inside</source>
        <translation>平均停留</translation>
    </message>
    <message>
        <source>Inside now</source>
        <translation>现在队列中</translation>
    </message>
    <message>
        <source>Put</source>
        <translation>放入</translation>
    </message>
    <message>
        <source>Got</source>
        <translation>取出</translation>
    </message>
    <message>
        <source>Longest inside</source>
        <translation>最长停留</translation>
    </message>
    <message>
        <source>Full</source>
        <translation>满</translation>
    </message>
    <message>
        <source>Empty</source>
        <translation>空</translation>
    </message>
    <message>
        <source>computing {share} %</source>
        <translation>计算 {share} %</translation>
    </message>
    <message>
        <source>sleeping {share} %</source>
        <translation>休眠 {share} %</translation>
    </message>
    <message>
        <source>not known {share} %</source>
        <translation>未知 {share} %</translation>
    </message>
    <message>
        <source>waiting for {object} {share} %</source>
        <translation>等待 {object} {share} %</translation>
    </message>
    <message>
        <source>waiting for others {share} %</source>
        <translation>等待其他 {share} %</translation>
    </message>
    <message>
        <source>waiting {share} %</source>
        <translation>等待 {share} %</translation>
    </message>
</context>
<context>
    <name>WaitsPanel</name>
    <message>
        <source>By object</source>
        <translation>按对象</translation>
    </message>
    <message>
        <source>By line</source>
        <translation>按代码行</translation>
    </message>
    <message>
        <source>By process</source>
        <translation>按进程</translation>
    </message>
    <message>
        <source>Queues</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>What is shown: waits, added up by this, or the queues</source>
        <translation>显示什么：按此累计的等待，或者队列</translation>
    </message>
    <message>
        <source>Search the waits (Ctrl+F)</source>
        <translation>搜索等待 (Ctrl+F)</translation>
    </message>
    <message>
        <source>Search the waits</source>
        <translation>搜索等待</translation>
    </message>
    <message>
        <source>Show all waits again</source>
        <translation>重新显示所有等待</translation>
    </message>
    <message>
        <source>Waits</source>
        <translation>等待</translation>
    </message>
    <message>
        <source>Nothing was put into a queue</source>
        <translation>没有放入任何队列</translation>
    </message>
    <message>
        <source>Nothing has had to wait</source>
        <translation>还没有等待</translation>
    </message>
    <message>
        <source>{text}, {count} waits left out</source>
        <translation>{text}，另有 {count} 次等待未列出</translation>
    </message>
</context>
<context>
    <name>argparse</name>
    <message>
        <source>usage: </source>
        <translation>用法：</translation>
    </message>
    <message>
        <source>positional arguments</source>
        <translation>位置参数</translation>
    </message>
    <message>
        <source>options</source>
        <translation>选项</translation>
    </message>
    <message>
        <source>show this help message and exit</source>
        <translation>显示帮助并退出</translation>
    </message>
    <message>
        <source>show program&apos;s version number and exit</source>
        <translation>显示版本号并退出</translation>
    </message>
    <message>
        <source>%(prog)s: error: %(message)s
</source>
        <translation>%(prog)s：错误：%(message)s
</translation>
    </message>
    <message>
        <source>argument %(argument_name)s: %(message)s</source>
        <translation>参数 %(argument_name)s：%(message)s</translation>
    </message>
    <message>
        <source>the following arguments are required: %s</source>
        <translation>缺少参数：%s</translation>
    </message>
    <message>
        <source>unrecognized arguments: %s</source>
        <translation>无法识别的参数：%s</translation>
    </message>
    <message>
        <source>expected one argument</source>
        <translation>后面需要一个值</translation>
    </message>
    <message>
        <source>ignored explicit argument %r</source>
        <translation>不接受值 %r</translation>
    </message>
    <message>
        <source>invalid choice: %(value)r (choose from %(choices)s)</source>
        <translation>没有 %(value)r 这个选择（可选：%(choices)s）</translation>
    </message>
    <message>
        <source>unknown parser %(parser_name)r (choices: %(choices)s)</source>
        <translation>没有 %(parser_name)r 这个命令（可选：%(choices)s）</translation>
    </message>
    <message>
        <source>ambiguous option: %(option)s could match %(matches)s</source>
        <translation>选项 %(option)s 不明确，可能是 %(matches)s</translation>
    </message>
</context>
<context>
    <name>cli</name>
    <message>
        <source>Run a multiprocessing script as it is, and see what its processes do.</source>
        <translation>原样运行一个 multiprocessing 脚本，看它的进程在做什么。</translation>
    </message>
    <message>
        <source>put Procession into the desktop&apos;s menu (Linux, for this user)</source>
        <translation>把 Procession 加入桌面菜单（Linux，仅当前用户）</translation>
    </message>
    <message>
        <source>remove it from the desktop&apos;s menu</source>
        <translation>把它从桌面菜单中移除</translation>
    </message>
    <message>
        <source>the window with a script</source>
        <translation>打开窗口并载入一个脚本</translation>
    </message>
    <message>
        <source>a .py file</source>
        <translation>一个 .py 文件</translation>
    </message>
    <message>
        <source>the built-in scenarios</source>
        <translation>列出内置场景</translation>
    </message>
    <message>
        <source>with their parameters, as JSON</source>
        <translation>连同参数，以 JSON 输出</translation>
    </message>
    <message>
        <source>run a scenario or a script in the terminal</source>
        <translation>在终端里运行一个场景或脚本</translation>
    </message>
    <message>
        <source>use English or Chinese; by default, the system&apos;s language</source>
        <translation>使用英文或中文；不写则用系统语言</translation>
    </message>
    <message>
        <source>procession run TARGET [options] [-- SCRIPT ARGS]</source>
        <translation>procession run TARGET [选项] [-- 脚本的参数]</translation>
    </message>
    <message>
        <source>the id of a scenario, or a .py file</source>
        <translation>场景的 id，或一个 .py 文件</translation>
    </message>
    <message>
        <source>a scenario&apos;s parameter</source>
        <translation>设置场景的参数</translation>
    </message>
    <message>
        <source>the interpreter that runs the script (CPython 3.10 or newer)</source>
        <translation>运行脚本的解释器（CPython 3.10 或更高版本）</translation>
    </message>
    <message>
        <source>end the run after this time (exit code 124)</source>
        <translation>到时间就结束运行（退出码 124）</translation>
    </message>
    <message>
        <source>exit with 3 when something of this severity, or worse, is found</source>
        <translation>发现这种或更严重的问题时，以退出码 3 结束</translation>
    </message>
    <message>
        <source>write what happened as JSON</source>
        <translation>把运行经过写成 JSON</translation>
    </message>
    <message>
        <source>{text} is not a time; give seconds, such as 2.5, greater than 0 and at most 31536000</source>
        <translation>{text} 不是有效的时间；请给出秒数，例如 2.5，要大于 0 且不超过 31536000</translation>
    </message>
    <message>
        <source>There is no display for the window, so the script runs here in the terminal instead.</source>
        <translation>没有可以显示窗口的屏幕，脚本改为在这个终端里运行。</translation>
    </message>
    <message>
        <source>Written:</source>
        <translation>已写入：</translation>
    </message>
    <message>
        <source>Removed:</source>
        <translation>已移除：</translation>
    </message>
    <message>
        <source>There was nothing to remove.</source>
        <translation>没有可移除的内容。</translation>
    </message>
    <message>
        <source>There is no display for the window, so the first scenario runs here in the terminal instead.</source>
        <translation>没有可以显示窗口的屏幕，改为在终端里运行第一个场景。</translation>
    </message>
</context>
<context>
    <name>code</name>
    <message>
        <source>{count} ms</source>
        <translation>{count}&#xa0;毫秒</translation>
    </message>
    <message>
        <source>{count} s</source>
        <translation>{count}&#xa0;秒</translation>
    </message>
    <message>
        <source>{count} min</source>
        <translation>{count}&#xa0;分</translation>
    </message>
    <message>
        <source>{count} h</source>
        <translation>{count}&#xa0;小时</translation>
    </message>
    <message>
        <source>Waited here: {time}</source>
        <translation>在此等待：{time}</translation>
    </message>
    <message>
        <source>{process}, {object}: {time} ({count}×)</source>
        <translation>{process}，{object}：{time}（{count} 次）</translation>
    </message>
</context>
<context>
    <name>errors</name>
    <message>
        <source>{scenario} has no parameter {name}; {accepted}{closest}.</source>
        <translation>{scenario} 没有参数 {name}；{accepted}{closest}。</translation>
    </message>
    <message>
        <source>There is no scenario {name}; there are {names}{closest}.</source>
        <translation>没有场景 {name}；现有的场景是 {names}{closest}。</translation>
    </message>
    <message>
        <source>it has none</source>
        <translation>它没有参数</translation>
    </message>
    <message>
        <source>it has {names}</source>
        <translation>它的参数是 {names}</translation>
    </message>
    <message>
        <source> (did you mean {name}?)</source>
        <translation>（是不是想写 {name}？）</translation>
    </message>
    <message>
        <source>The scenario in {folder} cannot be used: {reason}.</source>
        <translation>{folder} 里的场景无法使用：{reason}。</translation>
    </message>
    <message>
        <source>Only `procession run TARGET` takes arguments after --; give {words} without it.</source>
        <translation>只有 `procession run TARGET` 才接受 -- 之后的参数；请去掉 -- 再给出 {words}。</translation>
    </message>
    <message>
        <source>{words} cannot be understood; what is meant for the script goes after --, as in `procession run {target} -- {words}`.</source>
        <translation>无法理解 {words}；给脚本的参数请写在 -- 之后，例如 `procession run {target} -- {words}`。</translation>
    </message>
    <message>
        <source>{file} does not exist; give the path of a .py file.</source>
        <translation>{file} 不存在；请给出一个 .py 文件的路径。</translation>
    </message>
    <message>
        <source>The run could not be read: {reason}</source>
        <translation>无法读取运行数据：{reason}</translation>
    </message>
    <message>
        <source>The run could not be closed: {reason}</source>
        <translation>无法结束这次运行：{reason}</translation>
    </message>
    <message>
        <source>{python} is not an executable file; give the path of a CPython 3.10 or newer.</source>
        <translation>{python} 不是可执行文件；请给出 CPython 3.10 或更高版本的路径。</translation>
    </message>
    <message>
        <source>{python} does not answer as a Python interpreter does; give the path of a CPython 3.10 or newer.</source>
        <translation>{python} 不像是 Python 解释器；请给出 CPython 3.10 或更高版本的路径。</translation>
    </message>
    <message>
        <source>{python} is {version}; give the path of a CPython 3.10 or newer.</source>
        <translation>{python} 是 {version}；请给出 CPython 3.10 或更高版本的路径。</translation>
    </message>
    <message>
        <source>a whole number from {minimum} to {maximum}</source>
        <translation>{minimum} 到 {maximum} 的整数</translation>
    </message>
    <message>
        <source>a number from {minimum:g} to {maximum:g}</source>
        <translation>{minimum:g} 到 {maximum:g} 的数</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true 或 false</translation>
    </message>
    <message>
        <source>one of {choices}</source>
        <translation>{choices} 之一</translation>
    </message>
    <message>
        <source>a text of at most {longest} characters</source>
        <translation>不超过 {longest} 个字符的文本</translation>
    </message>
    <message>
        <source>{name} cannot be {value}; give {accepted}.</source>
        <translation>{name} 不能是 {value}；请给出{accepted}。</translation>
    </message>
    <message>
        <source>so large a number</source>
        <translation>这么大的数</translation>
    </message>
    <message>
        <source>The report cannot be written to {path}: {reason}. Give a file in a folder that you may write to.</source>
        <translation>报告无法写入 {path}：{reason}。请换一个可以写入的文件夹。</translation>
    </message>
    <message>
        <source>The working folder {folder} does not exist; choose another one.</source>
        <translation>工作目录 {folder} 不存在；请换一个。</translation>
    </message>
    <message>
        <source>{python} could not be started in {folder}: {reason}. Choose an existing Python and folder.</source>
        <translation>无法在 {folder} 中启动 {python}：{reason}。请选择存在的 Python 和文件夹。</translation>
    </message>
    <message>
        <source>--set sets the parameters of a scenario; a script of your own takes arguments after --.</source>
        <translation>--set 用来设置场景的参数；自己的脚本，参数写在 -- 后面。</translation>
    </message>
    <message>
        <source>--set {pair} is not of the form NAME=VALUE, such as --set WORKERS=4.</source>
        <translation>--set {pair} 不是 NAME=VALUE 的形式，例如 --set WORKERS=4。</translation>
    </message>
    <message>
        <source>--set gives {name} more than once; give it one value.</source>
        <translation>--set 多次给出了 {name}；请只给它一个值。</translation>
    </message>
    <message>
        <source>{target} does not exist; give the path of a .py file, or one of the scenarios that `procession list` names.</source>
        <translation>{target} 不存在；请给出一个 .py 文件的路径，或 `procession list` 列出的场景。</translation>
    </message>
    <message>
        <source>The current folder does not exist any more; change to another one.</source>
        <translation>当前所在的文件夹已不存在；请换到另一个文件夹。</translation>
    </message>
    <message>
        <source>{scenario} does not run under {method}; it runs under {methods}.</source>
        <translation>{scenario} 不能用 {method} 运行；可以用 {methods}。</translation>
    </message>
    <message>
        <source>{path} does not exist any more; open the script from where it is now.</source>
        <translation>{path} 已经不存在了；请从它现在的位置重新打开。</translation>
    </message>
    <message>
        <source>{file} cannot be read ({reason}); check its permissions.</source>
        <translation>{file} 无法读取（{reason}）；请检查它的权限。</translation>
    </message>
    <message>
        <source>{file} is a folder; open the .py file in it that starts the program.</source>
        <translation>{file} 是文件夹；请打开里面启动程序的那个 .py 文件。</translation>
    </message>
    <message>
        <source>{file} is not a regular file; open a .py file.</source>
        <translation>{file} 不是普通文件；请打开一个 .py 文件。</translation>
    </message>
    <message>
        <source>{file} is written in UTF-16, which Python does not read; save it as UTF-8.</source>
        <translation>{file} 是 UTF-16 编码，Python 不能读取；请另存为 UTF-8。</translation>
    </message>
    <message>
        <source>{file} is not a text file, and so no Python script; open a .py file.</source>
        <translation>{file} 不是文本，也就不是 Python 脚本；请打开一个 .py 文件。</translation>
    </message>
    <message>
        <source>{file} does not end in .py and its first line names no Python, so it is not taken for a script; if it is one, give it a name that ends in .py.</source>
        <translation>{file} 的文件名不以 .py 结尾，第一行也没有写明 Python，所以不当作脚本；如果它是脚本，请改成以 .py 结尾的文件名。</translation>
    </message>
    <message>
        <source>{file} cannot be read ({reason}); open the script from where it is now.</source>
        <translation>{file} 无法读取（{reason}）；请从它现在的位置重新打开。</translation>
    </message>
    <message>
        <source>The first lines of {file} name an encoding that Python does not know; correct that line, or save the file as UTF-8 and remove it.</source>
        <translation>{file} 开头声明的编码 Python 不认识；请改正那一行，或另存为 UTF-8 并删掉它。</translation>
    </message>
    <message>
        <source>Line {line} of {file} is not valid {encoding}, so Python will refuse the script; save the file as UTF-8, or name its encoding in the first line, such as # coding: latin-1.</source>
        <translation>{file} 第 {line} 行不是有效的 {encoding} 编码，Python 会拒绝运行；请另存为 UTF-8，或在第一行写明编码，例如 # coding: latin-1。</translation>
    </message>
    <message>
        <source>{file} cannot be written: {reason}. Set XDG_DATA_HOME to another folder.</source>
        <translation>无法写入 {file}：{reason}。请用 XDG_DATA_HOME 指定另一个文件夹。</translation>
    </message>
    <message>
        <source>{file} cannot be removed: {reason}.</source>
        <translation>无法移除 {file}：{reason}。</translation>
    </message>
    <message>
        <source>Only a Linux desktop has a menu made of files; start the program from its folder.</source>
        <translation>只有 Linux 桌面的菜单由文件组成；请从程序所在的文件夹启动它。</translation>
    </message>
    <message>
        <source>There is no home folder to write to; set XDG_DATA_HOME to a folder.</source>
        <translation>没有可写入的主目录；请用 XDG_DATA_HOME 指定一个文件夹。</translation>
    </message>
    <message>
        <source>Line {line} is not of the form NAME=value.</source>
        <translation>第 {line} 行不是 NAME=value 的形式。</translation>
    </message>
    <message>
        <source>The arguments end with a backslash; write two for a backslash itself.</source>
        <translation>参数以反斜杠结尾；要表示反斜杠本身，请写两个。</translation>
    </message>
    <message>
        <source>A quotation mark is not closed; close it, or write a backslash before it.</source>
        <translation>有一个引号没有闭合；请补上，或在它前面加反斜杠。</translation>
    </message>
    <message>
        <source>The output cannot be written: {reason}.</source>
        <translation>无法写出输出：{reason}。</translation>
    </message>
    <message>
        <source>No folder for the run could be made in {folder}: {reason}. Free some space there, or set TMPDIR to another folder.</source>
        <translation>无法在 {folder} 中为本次运行创建文件夹：{reason}。请在那里腾出一些空间，或用 TMPDIR 指定另一个文件夹。</translation>
    </message>
    <message>
        <source>No folder for the run could be made in {folder}: {reason}. Set TMPDIR to a folder that you may write to.</source>
        <translation>无法在 {folder} 中为本次运行创建文件夹：{reason}。请用 TMPDIR 指定一个有写入权限的文件夹。</translation>
    </message>
    <message>
        <source>No folder for the run could be made in {folder}: {reason}. Make that folder again, or set TMPDIR to another one.</source>
        <translation>无法在 {folder} 中为本次运行创建文件夹：{reason}。请重新创建该文件夹，或用 TMPDIR 指定另一个文件夹。</translation>
    </message>
    <message>
        <source>No folder for the run could be made in {folder}: {reason}. Close other programs, or allow more open files (ulimit -n).</source>
        <translation>无法在 {folder} 中为本次运行创建文件夹：{reason}。请关闭其他程序，或允许打开更多文件（ulimit -n）。</translation>
    </message>
    <message>
        <source>No folder for the run could be made in {folder}: {reason}. Set TMPDIR to another folder.</source>
        <translation>无法在 {folder} 中为本次运行创建文件夹：{reason}。请用 TMPDIR 指定另一个文件夹。</translation>
    </message>
    <message>
        <source>No folder for the run could be made: there is no temporary folder that can be written to. Free some space, or set TMPDIR to a folder that you may write to.</source>
        <translation>无法为本次运行创建文件夹：没有可以写入的临时文件夹。请腾出一些空间，或用 TMPDIR 指定一个有写入权限的文件夹。</translation>
    </message>
    <message>
        <source>The recording was made by a newer Procession (its format is {version}); open it with that version.</source>
        <translation>这份记录由更新版本的 Procession 生成（其格式为 {version}），请用那个版本打开。</translation>
    </message>
</context>
<context>
    <name>findings</name>
    <message>
        <source>Deadlock: {waits}.</source>
        <translation>死锁：{waits}。</translation>
    </message>
    <message>
        <source>This may be a deadlock: {waits}; a process that runs could still end it.</source>
        <translation>这可能是死锁：{waits}；仍在运行的进程或许还能解开它。</translation>
    </message>
    <message>
        <source>This may be a deadlock: {waits}. That was seen from outside, of one after the other.</source>
        <translation>这可能是死锁：{waits}。这是从外部依次看到的，并非同一时刻。</translation>
    </message>
    <message>
        <source>Take these locks in the same order everywhere, or take the second one with a timeout and give the first one back when it is not to be had.</source>
        <translation>在所有地方都按同样的顺序获取这些锁；或者获取第二把锁时设置超时，拿不到就先释放第一把。</translation>
    </message>
    <message>
        <source>Take it only once, or make it an RLock, which its owner may take again.</source>
        <translation>只获取一次，或者改用 RLock，它允许持有者再次获取。</translation>
    </message>
    <message>
        <source>Give each permit back in every way out of what it was taken for: `with {object}:` does that, also for an exception, a continue or a return.</source>
        <translation>每一条退出的路上都要归还许可：`with {object}:` 会这样做，遇到异常、continue 或 return 也一样。</translation>
    </message>
    <message>
        <source>Let one of them go on without the other: release, send or receive before it waits.</source>
        <translation>让其中一方不依赖另一方就能继续：在等待之前先释放、发送或接收。</translation>
    </message>
    <message>
        <source>Use communicate(): it writes, reads all pipes at once, and waits for the end. Or read to the end, and close what nobody writes to any more, before waiting; what nobody reads can go to subprocess.DEVNULL.</source>
        <translation>使用 communicate()：它负责写入，同时读取所有管道，并等待结束。或者在等待之前先读到末尾，并关闭不再写入的一端；没有人读的输出可以交给 subprocess.DEVNULL。</translation>
    </message>
    <message>
        <source>Unlock or close the file before waiting; flock() of a file that was opened twice waits for itself, also in one process.</source>
        <translation>在等待之前先解锁或关闭文件；同一个文件打开两次再各自 flock()，即使在一个进程里也会等待自己。</translation>
    </message>
    <message>
        <source>Send {reader} what it waits for before waiting for it; or if there is no more, close {other} before, in every process that has it open ({holders}): then its recv() raises EOFError.</source>
        <translation>在等待 {reader} 之前，先把它等待的消息发给它；如果没有更多消息，就先在每个打开着 {other} 的进程（{holders}）里关闭它：这样它的 recv() 会抛出 EOFError。</translation>
    </message>
    <message>
        <source>{waits} for an item of {object}, which is empty, and nobody is left to put one.</source>
        <translation>{waits} {object} 中的数据，但它是空的，而且已经没有谁会再放入数据。</translation>
    </message>
    <message>
        <source>{waits} for an item of {object}; those that were put may be lost, as {producers} ended before they were sent.</source>
        <translation>{waits} {object} 中的数据；已放入的数据可能丢失了，因为 {producers} 在数据送出之前就结束了。</translation>
    </message>
    <message>
        <source>{waits} for room in {object}, which is full, and nobody is left to take an item.</source>
        <translation>{waits} {object} 腾出空间，但它已满，而且已经没有谁会取走数据。</translation>
    </message>
    <message>
        <source>{waits} for {object} to be set, and nobody is left to set it.</source>
        <translation>{waits} {object} 被设置，但已经没有谁会设置它。</translation>
    </message>
    <message>
        <source>{waits} for a notify of {object}, and nobody is left to notify.</source>
        <translation>{waits} {object} 的通知，但已经没有谁会发出通知。</translation>
    </message>
    <message>
        <source>{message} {process} {end} before it came.</source>
        <translation>{message}{process} 在到达之前{end}。</translation>
    </message>
    <message>
        <source>{message} {process} ended before it came: {error}.</source>
        <translation>{message}{process} 还没到就结束了：{error}。</translation>
    </message>
    <message>
        <source>{waits} until every item of {object} is marked by task_done(); that is missing for {count}, and nobody is left to do it.</source>
        <translation>{waits} {object} 的每一项都被 task_done() 标记；还有 {count} 项没有标记，而且已经没有谁会来标记。</translation>
    </message>
    <message>
        <source>{waits} at {object}: {there} of {parties} parties came, and no other is left to come.</source>
        <translation>{waits}，地点是 {object}：{parties} 方中已到 {there} 方，而且不会再有谁到来。</translation>
    </message>
    <message>
        <source>{waits} in {operation} until all who wait for {object} have woken up, and who calls that is one of them: a signal handler does so in the middle of {outer}.</source>
        <translation>{waits}，在 {operation} 中，要等所有等待 {object} 的都醒来，而调用者自己就是其中之一：是信号处理函数在 {outer} 的中途调用的。</translation>
    </message>
    <message>
        <source>{waits} in {operation} until all who wait for {object} have woken up; a wait still counts though its process has ended in it: {processes}.</source>
        <translation>{waits}，在 {operation} 中，要等所有等待 {object} 的都醒来；在等待它时就已结束的仍然算在内：{processes}。</translation>
    </message>
    <message>
        <source>{waits} for {object}, of which no permit is left, and nobody who could give one back can move.</source>
        <translation>{waits} {object}，它已没有可用的许可，而且能归还许可的都动不了。</translation>
    </message>
    <message>
        <source>{waits} for a result of {object}, but {pool} was terminated before the result came.</source>
        <translation>{waits} {object} 的结果，但 {pool} 在结果到来之前就已被终止。</translation>
    </message>
    <message>
        <source>{waits} for a result of {object}, but {pool} was terminated before the result came, as nothing referred to the pool any more.</source>
        <translation>{waits} {object} 的结果，但 {pool} 在结果到来之前就已被终止，因为不再有任何引用指向这个进程池。</translation>
    </message>
    <message>
        <source>{waits} in {operation}, and nobody is left who could end this wait.</source>
        <translation>{waits}，停在 {operation} 中，而且已经没有谁能结束这个等待。</translation>
    </message>
    <message>
        <source>{message} The last one was put by {process}.</source>
        <translation>{message}最后一项由 {process} 放入。</translation>
    </message>
    <message>
        <source>{message} The last one was taken by {process}.</source>
        <translation>{message}最后一项由 {process} 取走。</translation>
    </message>
    <message>
        <source>{message} The last one was marked by {process}.</source>
        <translation>{message}最后一项由 {process} 标记。</translation>
    </message>
    <message>
        <source>{message} {process} {end}.</source>
        <translation>{message}{process} {end}。</translation>
    </message>
    <message>
        <source>{message} {process} had asked {call} before, and was told that there was one: that was so then, and not when it got.</source>
        <translation>{message}{process} 此前调用过 {call}，得到的回答是有数据：当时如此，取的时候已不是。</translation>
    </message>
    <message>
        <source>Do not decide by empty() or qsize() whether to get: what they say is true for that moment only. Use get_nowait() or get(timeout=...) and catch queue.Empty, or put end marks.</source>
        <translation>不要根据 empty() 或 qsize() 决定是否取：它们的回答只在那一刻成立。用 get_nowait() 或 get(timeout=...) 并捕获 queue.Empty，或者放入结束标记。</translation>
    </message>
    <message>
        <source>Set it in every way out of the process that has to, or wait with a timeout.</source>
        <translation>负责设置它的进程无论以何种方式退出，都要先设置它；或者等待时设置超时。</translation>
    </message>
    <message>
        <source>Call notify() or notify_all() after each change that somebody may wait for, while the condition&apos;s lock is held; or wait with a timeout.</source>
        <translation>每次改动别人可能在等待的东西之后，都要在持有条件的锁时调用 notify() 或 notify_all()；或者等待时设置超时。</translation>
    </message>
    <message>
        <source>This wait may be for ever: {message}</source>
        <translation>这个等待可能永远不会结束：{message}</translation>
    </message>
    <message>
        <source>Put one end mark for each process that gets, or get with a timeout; let a producer end last.</source>
        <translation>给每个取数据的进程各放一个结束标记，或者取数据时设置超时；让生产者最后结束。</translation>
    </message>
    <message>
        <source>Let somebody take items as long as items are put, or put with a timeout.</source>
        <translation>只要还在放入数据，就要有人取走；或者放入时设置超时。</translation>
    </message>
    <message>
        <source>Call task_done() for every item that was got, also when its work has failed (in a finally).</source>
        <translation>对每个取到的数据都调用 task_done()，即使处理失败也要调用（放在 finally 里）。</translation>
    </message>
    <message>
        <source>Let a signal handler do no more than set a variable or raise an exception, and look at the variable in a loop around a wait with a timeout.</source>
        <translation>信号处理函数只设置一个变量或抛出异常；在带超时的等待外面套一个循环来检查这个变量。</translation>
    </message>
    <message>
        <source>Do not terminate a process that may be waiting: let it wait with a timeout and look whether it is to end.</source>
        <translation>不要终止可能正在等待的进程：让它带超时地等待，并检查自己是否该结束。</translation>
    </message>
    <message>
        <source>Let a process that fails call abort(), or wait with a timeout, so that the others go on.</source>
        <translation>让失败的进程调用 abort()，或者等待时设置超时，好让其他进程继续。</translation>
    </message>
    <message>
        <source>Ask for all results inside of the pool&apos;s `with` block, the end of which terminates it; and keep the pool in a variable until then.</source>
        <translation>在进程池的 `with` 块之内取得所有结果，因为块结束时会终止进程池；在那之前用一个变量保留进程池。</translation>
    </message>
    <message>
        <source>Wait with a timeout, and look what has become of the other side.</source>
        <translation>等待时设置超时，并检查对方的状况。</translation>
    </message>
    <message>
        <source>{waits} for more on {object}; its other end {other} is open only in {holders}, where nobody will send. As long as it is open there, recv() raises no EOFError.</source>
        <translation>{waits} {object} 上的更多消息；它的另一端 {other} 只在 {holders} 中打开着，而那里不会有谁发送。只要它还开着，recv() 就不会抛出 EOFError。</translation>
    </message>
    <message>
        <source>Close {other} in every process that does not send, right after the process that sends has been started; under fork each child has a copy of it, too.</source>
        <translation>启动发送的进程之后，立刻在每个不发送的进程中关闭 {other}；在 fork 方式下，每个子进程也都有一份它的副本。</translation>
    </message>
    <message>
        <source>Close {other} in every process that does not send, right after {sender} has been started; under fork each child has a copy of it, too.</source>
        <translation>在每个不发送数据的进程里，{sender} 一启动就关闭 {other}；用 fork 时，每个子进程也有它的一份副本。</translation>
    </message>
    <message>
        <source>{waits} for room in the pipe of {object}, which is full, and nobody who could read it is able to.</source>
        <translation>{waits} {object} 的管道腾出空间，但它已满，而且能读取它的都动不了。</translation>
    </message>
    <message>
        <source>{message} {waits}.</source>
        <translation>{message}{waits}。</translation>
    </message>
    <message>
        <source>Each waits for another one to read, and none reads: {waits}.</source>
        <translation>每一方都在等另一方读取，却没有谁在读：{waits}。</translation>
    </message>
    <message>
        <source>Start who reads before you write more than a pipe holds (64 kB), or let both sides read first.</source>
        <translation>写入超过管道容量（64 kB）之前，先启动读取的一方；或者让双方都先读。</translation>
    </message>
    <message>
        <source>{owner} ended while it held {object}, so nobody gives it back; {waits} for it.</source>
        <translation>{owner} 在持有 {object} 时结束了，因此没有人会释放它；{waits}它。</translation>
    </message>
    <message>
        <source>{owner} ended while they held {object}, so nobody gives it back; {waits} for it.</source>
        <translation>{owner} 在持有 {object} 时结束了，因此没有人会释放它；{waits}它。</translation>
    </message>
    <message>
        <source>{owner}, which ended itself with {operation},</source>
        <translation>{owner}（用 {operation} 结束了自己）</translation>
    </message>
    <message>
        <source>{owner}, ended by {sender} with {operation},</source>
        <translation>{owner}（被 {sender} 用 {operation} 结束）</translation>
    </message>
    <message>
        <source>{owner}, at line {line},</source>
        <translation>{owner}（在第 {line} 行）</translation>
    </message>
    <message>
        <source>Ask a process to end, by an Event, instead of terminating it: so it gives back what it holds. Of what a killed process held nobody else knows that it is to be given back.</source>
        <translation>请用一个 Event 让进程自己结束，而不要终止它：这样它会归还自己持有的东西。被杀死的进程持有的东西，没有别人知道要由自己来归还。</translation>
    </message>
    <message>
        <source>Take it with `with`, or give it back in a `finally`, and end the process only after that: os._exit(), a kill and a crash pass over both.</source>
        <translation>用 `with` 获取它，或者在 `finally` 里释放它，之后再结束进程：os._exit()、强制结束和崩溃都会跳过这两者。</translation>
    </message>
    <message>
        <source>{process} in thread {thread}</source>
        <translation>{process} 的线程 {thread}</translation>
    </message>
    <message>
        <source>{names}, {name}</source>
        <translation>{names}、{name}</translation>
    </message>
    <message>
        <source>{names} and {name}</source>
        <translation>{names} 和 {name}</translation>
    </message>
    <message>
        <source>{names} and {count} more</source>
        <translation>{names} 以及另外 {count} 个</translation>
    </message>
    <message>
        <source>{links}; {link}</source>
        <translation>{links}；{link}</translation>
    </message>
    <message>
        <source>{links}; and {count} more</source>
        <translation>{links}；还有另外 {count} 个</translation>
    </message>
    <message>
        <source>{what} (line {line})</source>
        <translation>{what}（第 {line} 行）</translation>
    </message>
    <message>
        <source>{what} ({file}, line {line})</source>
        <translation>{what}（{file} 第 {line} 行）</translation>
    </message>
    <message>
        <source>{message} Because of this {waits}.</source>
        <translation>{message}因此，{waits}。</translation>
    </message>
    <message>
        <source>{who} waits</source>
        <translation>{who} 在等待</translation>
    </message>
    <message>
        <source>{who} wait</source>
        <translation>{who} 都在等待</translation>
    </message>
    <message>
        <source>{who} waits for {object}, held by {owner}</source>
        <translation>{who} 在等待 {object}，而它由 {owner} 持有</translation>
    </message>
    <message>
        <source>{who} waits for {object}, which it holds itself</source>
        <translation>{who} 在等待 {object}，而它正由自己持有</translation>
    </message>
    <message>
        <source>{who} waits for {owner} to end</source>
        <translation>{who} 在等待 {owner} 结束</translation>
    </message>
    <message>
        <source>{who} waits for a message on {object} from {owner}</source>
        <translation>{who} 在 {object} 上等待 {owner} 的消息</translation>
    </message>
    <message>
        <source>{who} waits for room in {object}, which {owner} would have to read</source>
        <translation>{who} 在等待 {object} 腾出空间，需要 {owner} 来读取</translation>
    </message>
    <message>
        <source>the lock of the file {file}</source>
        <translation>文件 {file} 的锁</translation>
    </message>
    <message>
        <source>{who} waits for room in a pipe, which only {owner} could read</source>
        <translation>{who} 在等待管道有空位，而这个管道只有 {owner} 能读</translation>
    </message>
    <message>
        <source>{who} waits for data from a pipe, which only {owner} could write</source>
        <translation>{who} 在等待管道里的数据，而这个管道只有 {owner} 能写</translation>
    </message>
    <message>
        <source>{who} waits for a result of {object} from {owner}</source>
        <translation>{who} 在等待 {owner} 给出 {object} 的结果</translation>
    </message>
    <message>
        <source>{who} waits in {operation} for {object}</source>
        <translation>{who} 在 {operation} 中等待 {object}</translation>
    </message>
    <message>
        <source>{who} waits in {operation}</source>
        <translation>{who} 在 {operation} 中等待</translation>
    </message>
    <message>
        <source>{waits}, and {process} cannot end: what was put on {object} does not fit into its pipe, and nobody else is left to take it (items there: {items}, put at {places}).</source>
        <translation>{waits}，而 {process} 无法结束：放入 {object} 的数据超出了它的管道，又没有别人会取走（其中有 {items} 项，放入位置：{places}）。</translation>
    </message>
    <message>
        <source>{process} cannot end: what was put on {object} does not fit into its pipe, and nobody is left to take it (items there: {items}, put at {places}).</source>
        <translation>{process} 无法结束：放入 {object} 的数据超出了它的管道，又没有谁会取走（其中有 {items} 项，放入位置：{places}）。</translation>
    </message>
    <message>
        <source>{children}: under spawn and forkserver a child imports the script first. So it comes to {place} itself, where processes are started, and fails with RuntimeError before its own function is called.</source>
        <translation>{children}：在 spawn 和 forkserver 方式下，子进程会先导入脚本。于是它自己也会执行到{place}，那里要启动进程，结果还没调用自己的函数就因 RuntimeError 失败了。</translation>
    </message>
    <message>
        <source>line {line}</source>
        <translation>第 {line} 行</translation>
    </message>
    <message>
        <source>a line</source>
        <translation>某一行</translation>
    </message>
    <message>
        <source>Put what starts processes behind `if __name__ == &quot;__main__&quot;:`, best into a function main() that is called there: when the script is imported its name is another one.</source>
        <translation>把启动进程的代码放到 `if __name__ == &quot;__main__&quot;:` 之后，最好放进一个在那里调用的 main() 函数：脚本被导入时，它的名字是另一个。</translation>
    </message>
    <message>
        <source>a line that is not known</source>
        <translation>未知的行</translation>
    </message>
    <message>
        <source>Get all items of the queue first, and join the processes that have put them after that.</source>
        <translation>先取出队列里的全部数据，再 join 放入这些数据的进程。</translation>
    </message>
    <message>
        <source>{read}; then {between}, and {written} without having seen that: what {other} wrote there is lost (times this was seen: {count}).</source>
        <translation>{read}；随后{between}，而{written}，并没有看到这一改动：{other} 写入的内容丢失了（看到的次数：{count}）。</translation>
    </message>
    <message>
        <source>A change may be lost: {read}; then {between}, and {written} without having seen that (times this was seen: {count}).</source>
        <translation>可能丢失了一次改动：{read}；随后{between}，而{written}，并没有看到这一改动（看到的次数：{count}）。</translation>
    </message>
    <message>
        <source>{read} and {also_read}, and neither had seen what the other wrote: {written}, {also_written}, so one of these changes is lost (times this was seen: {count}).</source>
        <translation>{read}，{also_read}，彼此都没有看到对方写入的内容：{written}，{also_written}，所以其中一次改动丢失了（看到的次数：{count}）。</translation>
    </message>
    <message>
        <source>A change may be lost: {read} and {also_read}, and neither had seen what the other wrote: {written}, {also_written} (times this was seen: {count}).</source>
        <translation>可能丢失了一次改动：{read}，{also_read}，彼此都没有看到对方写入的内容：{written}，{also_written}（看到的次数：{count}）。</translation>
    </message>
    <message>
        <source>{process} read {item} and got {value}</source>
        <translation>{process} 读取 {item}，得到 {value}</translation>
    </message>
    <message>
        <source>{process} set it to {value}</source>
        <translation>{process} 把它设为 {value}</translation>
    </message>
    <message>
        <source>{message} {process} held {locks} all the time, {other} did not.</source>
        <translation>{message}{process} 一直持有 {locks}，而 {other} 没有持有。</translation>
    </message>
    <message>
        <source>Hold one and the same lock from the read to the write, in every process: a read and a write are two steps, also in one line as +=.</source>
        <translation>在每个进程中，从读到写都要持有同一把锁：读和写是两步，写成一行的 += 也是如此。</translation>
    </message>
    <message>
        <source>Hold its lock from the read to the write, in every process (with {object}.get_lock():); without that it is taken for the read and for the write one by one, also in one line as +=.</source>
        <translation>在每个进程中，从读到写都要持有它的锁（with {object}.get_lock():）；否则读和写各自单独取锁，写成一行的 += 也是如此。</translation>
    </message>
    <message>
        <source>{one} and {other} read {item} and write it back at the same time, with no common lock: a change may get lost, though none was seen to.</source>
        <translation>{one} 和 {other} 同时读取 {item} 并写回，却没有共同的锁：改动可能会丢失，尽管这次没有看到丢失。</translation>
    </message>
    <message>
        <source>{process}, holding {locks},</source>
        <translation>持有 {locks} 的 {process}</translation>
    </message>
    <message>
        <source>ended with exit code {exitcode}</source>
        <translation>以退出码 {exitcode} 结束</translation>
    </message>
    <message>
        <source>ended with {error}</source>
        <translation>因 {error} 结束</translation>
    </message>
    <message>
        <source>was ended by {signal}</source>
        <translation>被信号 {signal} 结束</translation>
    </message>
    <message>
        <source>was ended by {sender} with {operation}</source>
        <translation>被 {sender} 用 {operation} 结束</translation>
    </message>
    <message>
        <source>ended itself with {operation}</source>
        <translation>用 {operation} 结束了自己</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>{what} (last seen at line {line}, and may have gone on from there)</source>
        <translation>{what}（最后看到时在第 {line} 行，之后可能又往下执行了）</translation>
    </message>
    <message>
        <source>{initializer}, the initializer of {object}, has raised {error} in each of the {count} workers that ran it; none has run a task.</source>
        <translation>{object} 的初始化函数 {initializer} 在运行它的 {count} 个工作进程里全都抛出了 {error}；没有一个执行过任务。</translation>
    </message>
    <message>
        <source>{initializer}, the initializer of {object}, has raised {error} in {count} of its workers.</source>
        <translation>{object} 的初始化函数 {initializer} 在它的 {count} 个工作进程里抛出了 {error}。</translation>
    </message>
    <message>
        <source>{message} The pool starts new ones without end.</source>
        <translation>{message}进程池会没完没了地启动新的工作进程。</translation>
    </message>
    <message>
        <source>{message} {waits} for results.</source>
        <translation>{message}{waits}结果。</translation>
    </message>
    <message>
        <source>{message} That broke {object}: it runs nothing any more.</source>
        <translation>{message}{object} 因此损坏：它不再执行任何任务。</translation>
    </message>
    <message>
        <source>a function</source>
        <translation>某个函数</translation>
    </message>
    <message>
        <source>an exception</source>
        <translation>异常</translation>
    </message>
    <message>
        <source>Call it once by itself, to see the error. Let the initializer catch what it can, or open what it opens in the task, where an exception comes to who asks for the result.</source>
        <translation>单独调用一次它，看看出了什么错。让初始化函数捕获能处理的异常；或者把它打开的东西放到任务里打开，任务里的异常会传给索取结果的一方。</translation>
    </message>
    <message>
        <source>{worker}, a worker of {object}, {end} while it ran {tasks}.</source>
        <translation>{object} 的工作进程 {worker} 在执行 {tasks} 时{end}。</translation>
    </message>
    <message>
        <source>Of {worker}, workers of {object}, each {end} while it ran {tasks}.</source>
        <translation>{object} 的工作进程 {worker} 在执行 {tasks} 时各自{end}。</translation>
    </message>
    <message>
        <source>{worker}, a worker of {object}, {end}, though it was to go on.</source>
        <translation>{object} 的工作进程 {worker} 本应继续工作，却{end}。</translation>
    </message>
    <message>
        <source>{worker} of {object} took tasks of {tasks}, could not unpickle them and ended: {error}.</source>
        <translation>{object} 的 {worker} 取到了 {tasks} 的任务，却无法反序列化，于是结束：{error}。</translation>
    </message>
    <message>
        <source>{message} Workers that were forked when {object} was made know only what was defined by then.</source>
        <translation>{message}{object} 创建时 fork 出的工作进程，只认得在那之前定义的东西。</translation>
    </message>
    <message>
        <source>{message} The result of that will never come.</source>
        <translation>{message}它的结果永远不会来。</translation>
    </message>
    <message>
        <source>{message} The result of that will never come, and {waits} for it.</source>
        <translation>{message}它的结果永远不会来，而 {waits}这个结果。</translation>
    </message>
    <message>
        <source>{message} That broke {object}: the other tasks that ran or waited ({count}) fail with BrokenProcessPool{place}, too, though nothing is wrong with them.</source>
        <translation>{message}{object} 因此损坏：其他正在执行或等待的任务（{count} 个）也因 BrokenProcessPool 失败{place}，尽管它们本身没有错。</translation>
    </message>
    <message>
        <source>{message} That broke {object}: the tasks that ran or waited ({count}) fail with BrokenProcessPool{place}. It is not known whether one of them has ended the worker, as it was unpickled or its result pickled.</source>
        <translation>{message}这使 {object} 损坏：正在运行或等待的任务（{count} 个）都以 BrokenProcessPool{place} 失败。不知道是否是其中一个在反序列化时，或在序列化其结果时，结束了这个工作进程。</translation>
    </message>
    <message>
        <source>{message} That broke {object}: it runs nothing more, and raises BrokenProcessPool{place}.</source>
        <translation>{message}{object} 因此损坏：它不再执行任何任务，并抛出 BrokenProcessPool{place}。</translation>
    </message>
    <message>
        <source> (line {line})</source>
        <translation>（第 {line} 行）</translation>
    </message>
    <message>
        <source>Let a task return or raise instead of ending its process. A ProcessPoolExecutor says so when a worker is lost; a Pool does not.</source>
        <translation>任务应当返回或抛出异常，而不要结束所在的进程。工作进程丢失时，ProcessPoolExecutor 会报告，Pool 不会。</translation>
    </message>
    <message>
        <source>Let nobody end a worker that may have a task: close the pool and join it, or terminate it as a whole. A ProcessPoolExecutor says so when a worker is lost; a Pool does not.</source>
        <translation>不要结束可能正在执行任务的工作进程：应当关闭并 join 整个进程池，或者整个终止它。丢失工作进程时，ProcessPoolExecutor 会报告，Pool 不会。</translation>
    </message>
    <message>
        <source>Run this task alone with `python -X faulthandler`, to see what ends its process, and keep it away from the pool until then.</source>
        <translation>用 `python -X faulthandler` 单独运行这个任务，看看是什么结束了它的进程；在此之前不要把它交给进程池。</translation>
    </message>
    <message>
        <source>See that pickle.loads(pickle.dumps(...)) of the arguments works in a process that has only imported the script.</source>
        <translation>请确认：在只导入了脚本的进程里，对参数执行 pickle.loads(pickle.dumps(...)) 能够成功。</translation>
    </message>
    <message>
        <source>Make the pool after all functions that it runs are defined, best inside of `if __name__ == &quot;__main__&quot;:` at the end of the script.</source>
        <translation>先定义好进程池要执行的所有函数，再创建它；最好放在脚本末尾的 `if __name__ == &quot;__main__&quot;:` 里。</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>is so</source>
        <translation>确定</translation>
    </message>
    <message>
        <source>may be so</source>
        <translation>可能</translation>
    </message>
    <message>
        <source>Next: {advice}</source>
        <translation>下一步：{advice}</translation>
    </message>
    <message>
        <source>{file}, line {line}</source>
        <translation>{file} 第 {line} 行</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>On the stage</source>
        <translation>运行画面</translation>
    </message>
    <message>
        <source>Why this happens, and how to mend it</source>
        <translation>为什么会这样，怎么修</translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation>复制为文本</translation>
    </message>
    <message>
        <source>{title}: {links}</source>
        <translation>{title}：{links}</translation>
    </message>
    <message>
        <source>What is asked of {object} comes as a copy, and only the copy was changed: {changes}. That has changed nothing in {object} itself.</source>
        <translation>向 {object} 取得的是副本，被改动的只是副本：{changes}。{object} 本身没有因此改变。</translation>
    </message>
    <message>
        <source>What is asked of {object} comes as a copy, so this may have changed nothing but the copy: {changes}.</source>
        <translation>向 {object} 取得的是副本，所以这可能只改动了副本：{changes}。</translation>
    </message>
    <message>
        <source>{call} by {processes}</source>
        <translation>{processes} 执行 {call}</translation>
    </message>
    <message>
        <source>{change}, where {variable} is a copy of {item}</source>
        <translation>{change}，其中 {variable} 是 {item} 的副本</translation>
    </message>
    <message>
        <source>Take the item out, change it, and put it back (x = {item}; change x; {item} = x), under a lock if others do so as well; or put a manager&apos;s list or dict there, which is shared itself.</source>
        <translation>先取出，改动后再放回（x = {item}；改动 x；{item} = x），如果别的进程也这样做，就要持有锁；或者在那里放一个 manager 的 list 或 dict，它本身就是共享的。</translation>
    </message>
    <message>
        <source>{callback}, a callback of {object}, has raised {error} for {task}. The thread of the pool has swallowed it, and that task never counts as done.</source>
        <translation>{object} 的回调 {callback} 在处理 {task} 时抛出了 {error}。进程池的线程把它吞掉了，那个任务永远不会算作完成。</translation>
    </message>
    <message>
        <source>{callback}, a callback of {object}, has raised {error} for {task}. That has ended the thread that takes in the results: no more will come.</source>
        <translation>{object} 的回调 {callback} 在处理 {task} 时抛出了 {error}。接收结果的线程因此结束：不会再有结果到来。</translation>
    </message>
    <message>
        <source>{callback}, a callback of {object}, has raised {error} for {task}. The library has only logged that, and went on.</source>
        <translation>{object} 的回调 {callback} 在处理 {task} 时抛出了 {error}。标准库只把它写进日志，然后继续。</translation>
    </message>
    <message>
        <source>{message} {waits} for that in vain.</source>
        <translation>{message}{waits}，但等不到结果。</translation>
    </message>
    <message>
        <source>{task} of {object} has raised {error}, and nobody has seen it: {who} never asked for the result of {operation}.</source>
        <translation>{object} 的 {task} 抛出了 {error}，却没有人看到：{who} 从未索取 {operation} 的结果。</translation>
    </message>
    <message>
        <source>{task} of {object} was not run: it failed with {error}, and nobody has seen that: {who} never asked for the result of {operation}.</source>
        <translation>{object} 的 {task} 没有运行：它以 {error} 失败，而且没有人看到：{who} 从未取过 {operation} 的结果。</translation>
    </message>
    <message>
        <source>{message} So it was with {count} tasks.</source>
        <translation>{message}这样的任务有 {count} 个。</translation>
    </message>
    <message>
        <source>Let a callback catch what it can raise, or do its work where get() has returned the result.</source>
        <translation>让回调捕获自己可能抛出的异常，或者在 get() 返回结果之后再做它的工作。</translation>
    </message>
    <message>
        <source>Keep what {operation} returns, and ask each for its result: that raises what the task has raised. Or give an error_callback.</source>
        <translation>保留 {operation} 的返回值，并逐个索取结果：任务抛出的异常会在那里重新抛出。或者提供 error_callback。</translation>
    </message>
    <message>
        <source>{error} has ended the thread {thread} of {process}. join() does not raise it again, and the exit code of {process} does not tell of it.</source>
        <translation>{error} 结束了 {process} 的线程 {thread}。join() 不会重新抛出它，{process} 的退出码也不会反映它。</translation>
    </message>
    <message>
        <source>{child} {end}; {parent} ended with exit code 0 and never read its exitcode.</source>
        <translation>{child} {end}；{parent} 以退出码 0 结束，从未读取它的 exitcode。</translation>
    </message>
    <message>
        <source>Catch it in the thread and hand it over, or run the function in a ThreadPoolExecutor and ask for its result.</source>
        <translation>在线程里捕获它并传递出去；或者把函数交给 ThreadPoolExecutor 执行，并索取它的结果。</translation>
    </message>
    <message>
        <source>Look at the exitcode of each child after join(), and end with an exit code of your own then.</source>
        <translation>在 join() 之后查看每个子进程的 exitcode，有失败时让自己也以非零退出码结束。</translation>
    </message>
    <message>
        <source>{found}, took no more from it, and ended; {count} items that were put {place} were never taken.</source>
        <translation>{found}，之后不再从中取数据就结束了；{place}放入的 {count} 个数据一直没有被取走。</translation>
    </message>
    <message>
        <source>{found}, took no more from it, and ended; one item that was put {place} was never taken.</source>
        <translation>{found}，之后不再从中取数据就结束了；{place}放入的 1 个数据一直没有被取走。</translation>
    </message>
    <message>
        <source>{processes} found {object} empty</source>
        <translation>{processes} 发现 {object} 是空的</translation>
    </message>
    <message>
        <source>{processes} took as many items of {object} as qsize() had said</source>
        <translation>{processes} 按 qsize() 给出的数目从 {object} 取走了数据</translation>
    </message>
    <message>
        <source>{process} was told by is_alive() that {producer} had ended (line {line}), took no more from {object}, and ended; {count} items that {producer} had put there were never taken.</source>
        <translation>{process} 从 is_alive() 得知 {producer} 已经结束（第 {line} 行），没有再从 {object} 中取，就结束了；{producer} 放入的 {count} 个数据始终没有被取走。</translation>
    </message>
    <message>
        <source>{process} was told by is_alive() that {producer} had ended (line {line}), took no more from {object}, and ended; one item that {producer} had put there was never taken.</source>
        <translation>{process} 从 is_alive() 得知 {producer} 已经结束（第 {line} 行），没有再从 {object} 中取，就结束了；{producer} 放入的 1 个数据始终没有被取走。</translation>
    </message>
    <message>
        <source>after that</source>
        <translation>此后</translation>
    </message>
    <message>
        <source>after that, or shortly before and were still on their way</source>
        <translation>此后（或在此前不久，当时还在途中）</translation>
    </message>
    <message>
        <source>That a process has ended does not mean that all is taken that it has put: let it put an end mark as its last item, and get until that comes.</source>
        <translation>进程已经结束并不意味着它放入的都已取走：让它最后放入一个结束标记，一直取到标记为止。</translation>
    </message>
    <message>
        <source>Do not decide by empty() or qsize() that there is no more to come: what they say is true for that moment only. Let who puts say when it is over, with one end mark for each process that gets.</source>
        <translation>不要用 empty() 或 qsize() 来判断不会再有数据：它们只说明那一刻的情形。应由放入数据的一方宣布结束，给每个取数据的进程各放一个结束标记。</translation>
    </message>
    <message>
        <source>{child} could not open {object}, which it was given, and failed with FileNotFoundError before its own code: {parent} had given it up by then, as nothing there referred to it any more.</source>
        <translation>{child} 无法打开交给它的 {object}，还没执行到自己的代码就因 FileNotFoundError 失败了：那时 {parent} 已经放弃了它，因为那里已没有任何引用指向它。</translation>
    </message>
    <message>
        <source>{child} could not open {object}, which it was given, and failed with FileNotFoundError before its own code: {parent} had ended by then, and what it had made was gone.</source>
        <translation>{child} 无法打开交给它的 {object}，还没执行到自己的代码就因 FileNotFoundError 失败了：那时 {parent} 已经结束，它创建的东西也随之消失。</translation>
    </message>
    <message>
        <source>{child} could not attach {object}, as {process} had unlinked that shared memory before: {error}.</source>
        <translation>{child} 无法连接 {object}，因为 {process} 之前已经移除了这块共享内存：{error}。</translation>
    </message>
    <message>
        <source>{child} could not attach {object}, as a resource tracker had removed that shared memory before: {error}.</source>
        <translation>{child} 无法连接 {object}，因为资源跟踪器之前已经移除了这块共享内存：{error}。</translation>
    </message>
    <message>
        <source>Call unlink() only when all who attach it have done so: join them before.</source>
        <translation>等所有要连接它的进程都连接好了再调用 unlink()：先 join 它们。</translation>
    </message>
    <message>
        <source>a semaphore</source>
        <translation>某个信号量</translation>
    </message>
    <message>
        <source>Keep a reference to it in {parent} until the child has ended, and join the child before the function that has made both is over.</source>
        <translation>在 {parent} 中保留对它的引用，直到子进程结束；并且在创建这两者的函数返回之前 join 子进程。</translation>
    </message>
    <message>
        <source>{parent} could not start {child}: {error}.</source>
        <translation>{parent} 无法启动 {child}：{error}。</translation>
    </message>
    <message>
        <source>{message} Under spawn and forkserver all that a child is given is pickled; this cannot be.</source>
        <translation>{message}在 spawn 和 forkserver 方式下，交给子进程的一切都要序列化；而这个不能。</translation>
    </message>
    <message>
        <source>{message} {parent} is a daemon, and those may have no children.</source>
        <translation>{message}{parent} 是守护进程，守护进程不允许有子进程。</translation>
    </message>
    <message>
        <source>{process} set the start method when it had been set, or used, already: {error}.</source>
        <translation>{process} 设置启动方式时，它已经被设置或使用过了：{error}。</translation>
    </message>
    <message>
        <source>{children} could not unpickle what was given at the start: {error}. So the target was never called.</source>
        <translation>{children} 无法反序列化启动时得到的东西：{error}。所以目标函数从未被调用。</translation>
    </message>
    <message>
        <source>{children} failed while importing the script: {error}. So the target was never called.</source>
        <translation>{children} 在导入脚本时失败：{error}。所以目标函数从未被调用。</translation>
    </message>
    <message>
        <source>Look what the error says of this line.</source>
        <translation>看看错误信息对这一行是怎么说的。</translation>
    </message>
    <message>
        <source>Give a child a function of the module instead of a lambda or a local one, and plain data instead of open files, threads&apos; locks or connections; what it needs besides it can open itself.</source>
        <translation>交给子进程的应当是模块里的函数，而不是 lambda 或局部函数；应当是普通数据，而不是打开的文件、线程锁或连接；其他需要的东西让它自己打开。</translation>
    </message>
    <message>
        <source>Start it with daemon=False, or let a process that is none start the children. Workers of a Pool are daemons; those of a ProcessPoolExecutor are not.</source>
        <translation>启动它时用 daemon=False，或者由非守护进程来启动这些子进程。Pool 的工作进程是守护进程；ProcessPoolExecutor 的不是。</translation>
    </message>
    <message>
        <source>Set it once, first of all behind `if __name__ == &quot;__main__&quot;:`; or use get_context(), which sets nothing for others.</source>
        <translation>只设置一次，放在 `if __name__ == &quot;__main__&quot;:` 之后的最前面；或者使用 get_context()，它不影响其他代码。</translation>
    </message>
    <message>
        <source>Define what a child is given where importing the script defines it, too: in the module, not behind `if __name__ == &quot;__main__&quot;:`.</source>
        <translation>交给子进程的东西，要定义在导入脚本时也会定义的地方：放在模块里，不要放在 `if __name__ == &quot;__main__&quot;:` 之后。</translation>
    </message>
    <message>
        <source>Put what only main has to do behind `if __name__ == &quot;__main__&quot;:`.</source>
        <translation>只需 main 做的事，放到 `if __name__ == &quot;__main__&quot;:` 之后。</translation>
    </message>
    <message>
        <source>{item}, which {process} has put on {object}, has vanished: put() had returned when it could not be pickled ({error}), so nobody will get it.</source>
        <translation>{process} 放入 {object} 的 {item} 消失了：put() 早已返回，之后才发现它无法序列化（{error}），因此谁也取不到它。</translation>
    </message>
    <message>
        <source>{item}, which {process} has put on {object}, has vanished without a word: it could not be pickled, and its process was about to end. Nobody will get it, nor what was put there after it.</source>
        <translation>{process} 放入 {object} 的 {item} 无声无息地消失了：它无法序列化，而它的进程正要结束。谁也取不到它，也取不到在它之后放入的数据。</translation>
    </message>
    <message>
        <source>{item}, which {process} has put on {object}, has vanished: put() had returned when it could not be sent ({error}), so nobody will get it.</source>
        <translation>{process} 放入 {object} 的 {item} 消失了：put() 早已返回，之后却无法送出（{error}），因此谁也取不到它。</translation>
    </message>
    <message>
        <source>{message} It was the last of {count} such items.</source>
        <translation>{message}这样的数据共有 {count} 项，它是最后一项。</translation>
    </message>
    <message>
        <source>Put only what can be pickled: no lambda, no function or class defined in a function, no open file, lock or connection. pickle.dumps(item) before put() raises where it is put.</source>
        <translation>只放入能序列化的数据：不要放 lambda、函数内定义的函数或类、打开的文件、锁或连接。在 put() 之前调用 pickle.dumps(item)，就会在放入处抛出异常。</translation>
    </message>
    <message>
        <source>Close a queue, or end who gets from it, only when all that was put has been taken.</source>
        <translation>等放入的数据全部取走之后，再关闭队列或结束取数据的一方。</translation>
    </message>
    <message>
        <source>{children} changed {names} in the memory of their own process only: {parent} still has {values} where it reads that {place}.</source>
        <translation>{children} 只在自己进程的内存中改动了{names}：{parent} 在{place}读取时，得到的仍是 {values}。</translation>
    </message>
    <message>
        <source>after they have run</source>
        <translation>它们运行之后</translation>
    </message>
    <message>
        <source>the global {name}</source>
        <translation>全局变量 {name}</translation>
    </message>
    <message>
        <source>{name} = {value}</source>
        <translation>{name} = {value}</translation>
    </message>
    <message>
        <source>Processes do not share variables. Give the result back through a Queue, a Pipe or a Pool&apos;s result, or keep it in a Value, an Array or a manager&apos;s list or dict that is given to the child.</source>
        <translation>进程之间不共享变量。请通过 Queue、Pipe 或 Pool 的返回值把结果交回，或者把它放在传给子进程的 Value、Array 或 manager 的 list、dict 中。</translation>
    </message>
    <message>
        <source>These locks are not taken in the same order everywhere: {orders}. When that happens at the same time, each may wait for the next one for ever; in this run it has not come to that.</source>
        <translation>这些锁并非处处按相同的顺序获取：{orders}。如果这些同时发生，它们可能会永远互相等待；这次运行中没有发生。</translation>
    </message>
    <message>
        <source>{who} took {taken} while it held {held}</source>
        <translation>{who} 在持有 {held} 时获取了 {taken}</translation>
    </message>
    <message>
        <source>Take these locks in the same order everywhere, or hold one more lock around both.</source>
        <translation>在所有地方按相同的顺序获取这些锁，或者在外面再持有一把共同的锁。</translation>
    </message>
    <message>
        <source>{process} was interrupted, and ended without ending its children: {children} went on.</source>
        <translation>{process} 被中断，没有结束子进程自己就结束了：{children} 还在继续运行。</translation>
    </message>
    <message>
        <source>{process} was interrupted, but cannot end: its children were not ended, and it waits for them now ({children}).</source>
        <translation>{process} 被中断，却无法结束：它的子进程没有被结束，它正在等待它们（{children}）。</translation>
    </message>
    <message>
        <source>{process} was interrupted, but could not end before its children, which nobody had ended ({children}).</source>
        <translation>{process} 被中断，却不能先于子进程结束，而没有谁去结束它们（{children}）。</translation>
    </message>
    <message>
        <source>End the children in every way out: set an Event that they look at, or terminate() them, in a `finally`, and join them; `with Pool() as pool` does it for a pool.</source>
        <translation>无论以何种方式退出，都要结束子进程：在 `finally` 里设置它们会查看的 Event，或者 terminate() 它们，再 join；对进程池，`with Pool() as pool` 会这样做。</translation>
    </message>
    <message>
        <source>{process} {end} while it held {objects}: nobody else can give that back, and whoever takes it next ({others} may) waits for ever.</source>
        <translation>{process} {end}，当时它持有 {objects}：别人无法替它释放，谁再去获取（例如 {others}）就会永远等下去。</translation>
    </message>
    <message>
        <source>{process} {end} while it held {objects}: nobody else can give that back, and {others} waited for it in vain.</source>
        <translation>{process} {end}，当时它持有 {objects}：别人无法替它释放，{others} 白等了一场。</translation>
    </message>
    <message>
        <source>{process} {end} while it waited in {operation} of {object}: it may have had the lock by which one at a time gets from it, and then {others} will get nothing from it any more.</source>
        <translation>{process} {end}，当时它正在 {object} 的 {operation} 中等待：它可能占着保证一次只有一方取数据的锁，那样 {others} 就再也取不到任何数据。</translation>
    </message>
    <message>
        <source>Ask a process to end, by an Event or an end mark in its queue, and join it, instead of terminating it: so it leaves its `with` blocks.</source>
        <translation>用 Event 或队列里的结束标记请进程自己结束，再 join 它，而不要强行终止：这样它会离开自己的 `with` 块。</translation>
    </message>
    <message>
        <source>main has ended, and {children} went on without it.</source>
        <translation>main 已经结束，而 {children} 还在继续运行。</translation>
    </message>
    <message>
        <source>{parent} has never waited for {children}. A child that has ended stays in the system&apos;s table of processes, as a zombie, until its parent waits for it or has ended.</source>
        <translation>{parent} 从未等待过 {children}。结束了的子进程会作为僵尸进程留在系统的进程表里，直到父进程等待它，或者父进程自己结束。</translation>
    </message>
    <message>
        <source>{object} is shared memory that nobody has unlinked; unless a resource tracker removes it, it stays after the script&apos;s end.</source>
        <translation>{object} 是没有谁 unlink 的共享内存；除非资源跟踪器将它移除，否则脚本结束后它仍会留着。</translation>
    </message>
    <message>
        <source>{object} is shared memory that nobody has unlinked; the resource tracker had to remove it at the end.</source>
        <translation>{object} 是没有谁 unlink 过的共享内存；最后只好由资源跟踪器移除它。</translation>
    </message>
    <message>
        <source>{object} was neither closed nor terminated when the code of {process} was over.</source>
        <translation>{process} 的代码执行完时，{object} 既没有关闭也没有终止。</translation>
    </message>
    <message>
        <source>{object} was neither closed nor terminated, and nothing in {process} referred to it any more: that has terminated it.</source>
        <translation>{object} 既没有关闭也没有终止，{process} 中也不再有任何引用指向它：它因此被终止。</translation>
    </message>
    <message>
        <source>Join every child before main ends, or end it.</source>
        <translation>在 main 结束之前 join 每个子进程，或者结束它。</translation>
    </message>
    <message>
        <source>Wait for each child at some time: join() a Process, call os.waitpid() after os.fork(); where a process goes on for long, also in between, so that they do not pile up.</source>
        <translation>每个子进程都要在某个时候等待：对 Process 调用 join()，在 os.fork() 之后调用 os.waitpid()；长时间运行的进程还要在中途等待，免得它们越积越多。</translation>
    </message>
    <message>
        <source>Call unlink() in exactly one process when all are through with it, in a `finally`; or use a SharedMemoryManager.</source>
        <translation>等所有进程都用完之后，只在一个进程里调用 unlink()，放在 `finally` 里；或者使用 SharedMemoryManager。</translation>
    </message>
    <message>
        <source>Make it in a `with` statement, or call close() and join() when all results are there.</source>
        <translation>用 `with` 语句创建它，或者在结果都到齐之后调用 close() 和 join()。</translation>
    </message>
    <message>
        <source>{waits} for a lock, and no other thread is left there to give it back: when {parent}, {threads}. A lock that was taken then stays taken in the child, and may be this one.</source>
        <translation>{waits}某把锁，而那里已没有别的线程能归还它：{parent} 时，{threads}。当时被占用的锁在子进程中会一直被占用，等待的可能就是它。</translation>
    </message>
    <message>
        <source>{process} forked</source>
        <translation>{process} 执行 fork</translation>
    </message>
    <message>
        <source>its thread {thread} was at work</source>
        <translation>它的线程 {thread} 正在运行</translation>
    </message>
    <message>
        <source>{lock} was taken</source>
        <translation>{lock} 已被占用</translation>
    </message>
    <message>
        <source>its thread {thread} was at work and {lock} was taken</source>
        <translation>它的线程 {thread} 正在运行，{lock} 正被占用</translation>
    </message>
    <message>
        <source>Start processes before threads and outside of all locks, or use the start method spawn or forkserver, which copies no locks.</source>
        <translation>先启动进程再启动线程，并且在所有锁之外启动；或者使用 spawn 或 forkserver 启动方式，它们不复制锁。</translation>
    </message>
    <message>
        <source>Every worker of {object} waits for another task of {object}, and none is left to run it: {waits} for results.</source>
        <translation>{object} 的每个工作者都在等待 {object} 自己的另一个任务，却没有谁空出来执行它：{waits}结果。</translation>
    </message>
    <message>
        <source>Let a task call the function itself instead of asking its own pool for it, or ask another pool; more workers only put it off.</source>
        <translation>让任务自己调用那个函数，而不要交给自己所在的池；或者交给另一个池。增加工作者只会推迟问题。</translation>
    </message>
    <message>
        <source>{process} asks again and again instead of waiting: {call}, {count} times in {seconds} s, each time in vain.</source>
        <translation>{process} 不停地询问而不是等待：{seconds} 秒内调用 {call} {count} 次，每次都落空。</translation>
    </message>
    <message>
        <source>Wait instead of asking, which takes a CPU for nothing: get() and acquire() sleep until there is something, join() until the process has ended, poll() as long as it is told; all with a timeout if need be.</source>
        <translation>请改为等待，反复询问只会白占 CPU：get() 和 acquire() 会睡眠到有结果为止，join() 等到进程结束，poll() 可以给出等待的时长；需要时都可以设超时。</translation>
    </message>
    <message>
        <source>{process} put {before} on {object}, and {consumer} got {after}: {process} has changed it after put(), before it was sent (items of which that is true: {count}).</source>
        <translation>{process} 把 {before} 放入 {object}，而 {consumer} 取得的是 {after}：{process} 在 put() 之后、发送之前改动了它（这样的数据个数：{count}）。</translation>
    </message>
    <message>
        <source>put() returns before the item is pickled, which a thread does a little later. Put a copy, or make a new object for each item instead of changing the old one.</source>
        <translation>put() 在数据被 pickle 之前就返回，稍后才由一个线程来做。请放入副本，或者每次新建对象，而不是改动旧的对象。</translation>
    </message>
    <message>
        <source>{task} of {object} has raised {raised}. That could be pickled, but not unpickled: it gave {error} in the thread that takes in the results, and ended it. No result of {object} comes any more.</source>
        <translation>{object} 的 {task} 抛出了 {raised}。它能序列化，却不能反序列化：在接收结果的线程里引发了 {error}，并结束了该线程。{object} 不会再有结果到来。</translation>
    </message>
    <message>
        <source>What {task} of {object} returned could be pickled, but not unpickled: it gave {error} in the thread that takes in the results, and ended it. No result of {object} comes any more.</source>
        <translation>{object} 的 {task} 的返回值能序列化，却不能反序列化：在接收结果的线程里引发了 {error}，并结束了该线程。{object} 不会再有结果到来。</translation>
    </message>
    <message>
        <source>a task</source>
        <translation>某个任务</translation>
    </message>
    <message>
        <source>See that pickle.loads(pickle.dumps(...)) of it works. An exception is made anew from its args: hand all arguments of __init__ on to super().__init__(), or define __reduce__.</source>
        <translation>确认对它执行 pickle.loads(pickle.dumps(...)) 能成功。异常是用它的 args 重新创建的：把 __init__ 的所有参数都传给 super().__init__()，或者定义 __reduce__。</translation>
    </message>
    <message>
        <source>This wait might have been for ever: {message}</source>
        <translation>这个等待当时可能永远不会结束：{message}</translation>
    </message>
    <message>
        <source>{who} waited</source>
        <translation>{who} 当时在等待</translation>
    </message>
    <message>
        <source>{who} waited for {object}, held by {owner}</source>
        <translation>{who} 当时在等待 {object}，而它由 {owner} 持有</translation>
    </message>
    <message>
        <source>{who} waited for {object}, which it held itself</source>
        <translation>{who} 当时在等待 {object}，而它正由自己持有</translation>
    </message>
    <message>
        <source>{who} waited for {owner} to end</source>
        <translation>{who} 当时在等待 {owner} 结束</translation>
    </message>
    <message>
        <source>{who} waited for a message on {object} from {owner}</source>
        <translation>{who} 当时在 {object} 上等待 {owner} 的消息</translation>
    </message>
    <message>
        <source>{who} waited for room in {object}, which {owner} would have had to read</source>
        <translation>{who} 当时在等待 {object} 腾出空间，需要 {owner} 来读取</translation>
    </message>
    <message>
        <source>{who} waited for room in a pipe, which only {owner} could have read</source>
        <translation>{who} 当时在等待管道有空位，而这个管道只有 {owner} 能读</translation>
    </message>
    <message>
        <source>{who} waited for data from a pipe, which only {owner} could have written</source>
        <translation>{who} 当时在等待管道里的数据，而这个管道只有 {owner} 能写</translation>
    </message>
    <message>
        <source>{who} waited for a result of {object} from {owner}</source>
        <translation>{who} 当时在等待 {owner} 给出 {object} 的结果</translation>
    </message>
    <message>
        <source>{who} waited in {operation} for {object}</source>
        <translation>{who} 当时在 {operation} 中等待 {object}</translation>
    </message>
    <message>
        <source>{who} waited in {operation}</source>
        <translation>{who} 当时在 {operation} 中等待</translation>
    </message>
    <message>
        <source>This may have been a deadlock: {waits}. That was seen from outside, of one after the other.</source>
        <translation>这可能曾是死锁：{waits}。这是从外部依次看到的，并非同一时刻。</translation>
    </message>
    <message>
        <source>This may have been a deadlock: {waits}; a process that ran could still have ended it.</source>
        <translation>这当时可能是死锁：{waits}；那时仍在运行的进程或许还能解开它。</translation>
    </message>
    <message>
        <source>{waits} for an item of {object}, which was empty, and nobody was left to put one.</source>
        <translation>{waits} {object} 中的数据，但它当时是空的，而且已经没有谁会再放入数据。</translation>
    </message>
    <message>
        <source>{waits} for room in {object}, which was full, and nobody was left to take an item.</source>
        <translation>{waits} {object} 腾出空间，但它当时已满，而且已经没有谁会取走数据。</translation>
    </message>
    <message>
        <source>{waits} for {object} to be set, and nobody was left to set it.</source>
        <translation>{waits} {object} 被设置，但当时已经没有谁会设置它。</translation>
    </message>
    <message>
        <source>{waits} for a notify of {object}, and nobody was left to notify.</source>
        <translation>{waits} {object} 的通知，但当时已经没有谁会发出通知。</translation>
    </message>
    <message>
        <source>{waits} for {object}, of which no permit was left, and nobody who could have given one back could move.</source>
        <translation>{waits} {object}，它当时已没有可用的许可，而且能归还许可的都动不了。</translation>
    </message>
    <message>
        <source>{waits} in {operation}, and nobody was left who could have ended this wait.</source>
        <translation>{waits}，停在 {operation} 中，而且当时已经没有谁能结束这个等待。</translation>
    </message>
    <message>
        <source>{waits} for more on {object}; its other end {other} was open only in {holders}, where nobody would have sent. As long as it is open there, recv() raises no EOFError.</source>
        <translation>{waits} {object} 上的更多消息；它的另一端 {other} 当时只在 {holders} 中打开着，而那里不会有谁发送。只要它还开着，recv() 就不会抛出 EOFError。</translation>
    </message>
    <message>
        <source>{waits} for a lock, and no other thread was left there to give it back: when {parent}, {threads}. A lock that was taken then stayed taken in the child, and may have been this one.</source>
        <translation>{waits}某把锁，而那里当时已没有别的线程能归还它：{parent} 时，{threads}。当时被占用的锁在子进程中一直被占用，等待的可能就是它。</translation>
    </message>
    <message>
        <source>{waits} for room in the pipe of {object}, which was full, and nobody who could read it was able to.</source>
        <translation>{waits} {object} 的管道腾出空间，但它当时已满，而且能读取它的都动不了。</translation>
    </message>
    <message>
        <source>Each waited for another one to read, and none read: {waits}.</source>
        <translation>当时每一方都在等另一方读取，却没有谁在读：{waits}。</translation>
    </message>
    <message>
        <source>{owner} ended while they held {object}, so nobody gave it back; {waits} for it.</source>
        <translation>{owner} 在持有 {object} 时结束了，因此没有人释放它；{waits}它。</translation>
    </message>
    <message>
        <source>{owner} ended while it held {object}, so nobody gave it back; {waits} for it.</source>
        <translation>{owner} 在持有 {object} 时结束了，因此没有人释放它；{waits}它。</translation>
    </message>
    <message>
        <source>Every worker of {object} waited for another task of {object}, and none was left to run it: {waits} for results.</source>
        <translation>{object} 的每个工作者当时都在等待 {object} 自己的另一个任务，却没有谁空出来执行它：{waits}结果。</translation>
    </message>
    <message>
        <source>{callback}, a callback of {object}, waited in {operation} for {object} itself, in the thread that takes in the results of {object}: none came before it returned.</source>
        <translation>{object} 的回调 {callback} 当时在 {operation} 中等待 {object} 自己，而运行它的正是接收 {object} 结果的线程：它返回之前没有结果到来。</translation>
    </message>
    <message>
        <source>{waits}, and {process} could not end: what was put on {object} did not fit into its pipe, and nobody else was left to take it (items there: {items}, put at {places}).</source>
        <translation>{waits}，而 {process} 当时无法结束：放入 {object} 的数据超出了它的管道，又没有别人会取走（其中有 {items} 项，放入位置：{places}）。</translation>
    </message>
    <message>
        <source>{process} could not end: what was put on {object} did not fit into its pipe, and nobody was left to take it (items there: {items}, put at {places}).</source>
        <translation>{process} 当时无法结束：放入 {object} 的数据超出了它的管道，又没有谁会取走（其中有 {items} 项，放入位置：{places}）。</translation>
    </message>
    <message>
        <source>This might have gone on for ever: {object} was looked at again and again by {who}, and nobody else was left to set it; {waits}.</source>
        <translation>这当时可能会永远继续下去：{who} 一再查看 {object} 是否已设置，而再没有别人会设置它；{waits}。</translation>
    </message>
    <message>
        <source>{process} asked again and again instead of waiting: {call}, {count} times in {seconds} s, each time in vain.</source>
        <translation>{process} 当时不停地询问而不是等待：{seconds} 秒内调用 {call} {count} 次，每次都落空。</translation>
    </message>
    <message>
        <source>{message} The pool went on starting new ones until its end.</source>
        <translation>{message}进程池不停地启动新的工作进程，直到它结束。</translation>
    </message>
    <message>
        <source>{waits} until every item of {object} was marked by task_done(); that was missing for {count}, and nobody was left to do it.</source>
        <translation>{waits} {object} 的每一项都被 task_done() 标记；当时还有 {count} 项没有标记，而且已经没有谁会来标记。</translation>
    </message>
    <message>
        <source>{waits} at {object}: {there} of {parties} parties came, and no other was left to come.</source>
        <translation>{waits}，地点是 {object}：{parties} 方中当时已到 {there} 方，而且不会再有谁到来。</translation>
    </message>
    <message>
        <source>{waits} in {operation} until all who waited for {object} had woken up, and who called that was one of them: a signal handler did so in the middle of {outer}.</source>
        <translation>{waits}，在 {operation} 中，当时要等所有等待 {object} 的都醒来，而调用者自己就是其中之一：是信号处理函数在 {outer} 的中途调用的。</translation>
    </message>
    <message>
        <source>{waits} in {operation} until all who waited for {object} had woken up; a wait still counted though its process had ended in it: {processes}.</source>
        <translation>{waits}，在 {operation} 中，当时要等所有等待 {object} 的都醒来；在等待它时就已结束的仍然算在内：{processes}。</translation>
    </message>
    <message>
        <source>{message} That broke {object}: it ran nothing any more.</source>
        <translation>{message}{object} 因此损坏：它没有再执行任何任务。</translation>
    </message>
    <message>
        <source>{process} {end} while it held {objects}: nobody else could give that back, and whoever had taken it next ({others} may have) would have waited for ever.</source>
        <translation>{process} {end}，当时它持有 {objects}：别人无法替它释放，谁若再去获取（例如 {others}）就会永远等下去。</translation>
    </message>
    <message>
        <source>{process} {end} while it held {objects}: nobody else could give that back, and {others} waited for it in vain.</source>
        <translation>{process} {end}，当时它持有 {objects}：别人无法替它释放，{others} 白等了一场。</translation>
    </message>
    <message>
        <source>{process} {end} while it waited in {operation} of {object}: it may have had the lock by which one at a time gets from it, and then {others} could get nothing from it any more.</source>
        <translation>{process} {end}，当时它正在 {object} 的 {operation} 中等待：它可能占着保证一次只有一方取数据的锁，那样 {others} 当时就再也取不到任何数据。</translation>
    </message>
    <message>
        <source>{callback}, a callback of {object}, has raised {error} for {task}. The thread of the pool has swallowed it, and that task never counted as done.</source>
        <translation>{object} 的回调 {callback} 在处理 {task} 时抛出了 {error}。进程池的线程把它吞掉了，那个任务始终没有算作完成。</translation>
    </message>
    <message>
        <source>{callback}, a callback of {object}, has raised {error} for {task}. That has ended the thread that takes in the results: no more came.</source>
        <translation>{object} 的回调 {callback} 在处理 {task} 时抛出了 {error}。接收结果的线程因此结束：没有再收到结果。</translation>
    </message>
    <message>
        <source>{message} The result of that never came.</source>
        <translation>{message}它的结果始终没有来。</translation>
    </message>
    <message>
        <source>{message} The result of that never came, and {waits} for it.</source>
        <translation>{message}它的结果始终没有来，而 {waits}这个结果。</translation>
    </message>
    <message>
        <source>{message} That broke {object}: the other tasks that ran or waited ({count}) failed with BrokenProcessPool{place}, too, though nothing was wrong with them.</source>
        <translation>{message}{object} 因此损坏：当时其他正在执行或等待的任务（{count} 个）也因 BrokenProcessPool 失败{place}，尽管它们本身没有错。</translation>
    </message>
    <message>
        <source>{message} That broke {object}: the tasks that ran or waited ({count}) failed with BrokenProcessPool{place}. It is not known whether one of them has ended the worker, as it was unpickled or its result pickled.</source>
        <translation>{message}这使 {object} 损坏：当时正在运行或等待的任务（{count} 个）都以 BrokenProcessPool{place} 失败。不知道是否是其中一个在反序列化时，或在序列化其结果时，结束了这个工作进程。</translation>
    </message>
    <message>
        <source>{message} That broke {object}: it ran nothing more, and raised BrokenProcessPool{place}.</source>
        <translation>{message}{object} 因此损坏：它没有再执行任何任务，并抛出了 BrokenProcessPool{place}。</translation>
    </message>
    <message>
        <source>{one} and {other} read {item} and wrote it back at the same time, with no common lock: a change could have got lost, though none was seen to.</source>
        <translation>{one} 和 {other} 曾同时读取 {item} 并写回，却没有共同的锁：改动有可能丢失，虽然没有看到丢失。</translation>
    </message>
    <message>
        <source>after they had run</source>
        <translation>它们运行之后</translation>
    </message>
    <message>
        <source>{children} changed {names} in the memory of their own process only: {parent} still had {values} where it read that {place}.</source>
        <translation>{children} 只在自己进程的内存中改动了{names}：{parent} 在{place}读取时，得到的仍是 {values}。</translation>
    </message>
    <message>
        <source>{task} of {object} has raised {raised}. That could be pickled, but not unpickled: it gave {error} in the thread that takes in the results, and ended it. No result of {object} came any more.</source>
        <translation>{object} 的 {task} 抛出了 {raised}。它能序列化，却不能反序列化：在接收结果的线程里引发了 {error}，并结束了该线程。{object} 没有再收到结果。</translation>
    </message>
    <message>
        <source>What {task} of {object} returned could be pickled, but not unpickled: it gave {error} in the thread that takes in the results, and ended it. No result of {object} came any more.</source>
        <translation>{object} 的 {task} 的返回值能序列化，却不能反序列化：在接收结果的线程里引发了 {error}，并结束了该线程。{object} 没有再收到结果。</translation>
    </message>
    <message>
        <source>{item}, which {process} has put on {object}, has vanished: put() had returned when it could not be pickled ({error}), so nobody got it.</source>
        <translation>{process} 放入 {object} 的 {item} 消失了：put() 早已返回，之后才发现它无法序列化（{error}），因此谁也没有取到它。</translation>
    </message>
    <message>
        <source>{item}, which {process} has put on {object}, has vanished without a word: it could not be pickled, and its process was about to end. Nobody got it, nor what was put there after it.</source>
        <translation>{process} 放入 {object} 的 {item} 无声无息地消失了：它无法序列化，而它的进程正要结束。谁也没有取到它，也没有取到在它之后放入的数据。</translation>
    </message>
    <message>
        <source>{item}, which {process} has put on {object}, has vanished: put() had returned when it could not be sent ({error}), so nobody got it.</source>
        <translation>{process} 放入 {object} 的 {item} 消失了：put() 早已返回，之后却无法送出（{error}），因此谁也没有取到它。</translation>
    </message>
    <message>
        <source>{object} was empty for {share} % of the {lasted} s in which items were put: {waiting} waited {waited} s in all for the next item. The slow side is the one that puts: {slow}.</source>
        <translation>在放入数据的 {lasted} 秒里，{object} 有 {share} % 的时间是空的：{waiting} 总共等下一项数据等了 {waited} 秒。慢的是放入的一方：{slow}。</translation>
    </message>
    <message>
        <source>If that costs time, let more processes put items, or make it shorter what is done before a put; or use fewer processes that get them.</source>
        <translation>如果这耽误时间，就让更多进程来放入，或者缩短放入之前要做的事；也可以少用几个取出的进程。</translation>
    </message>
    <message>
        <source>{object} was full for {share} % of the {lasted} s in which items were put: {waiting} waited {waited} s in all for room in it. The slow side is the one that gets: {slow}.</source>
        <translation>在放入数据的 {lasted} 秒里，{object} 有 {share} % 的时间是满的：{waiting} 总共等空位等了 {waited} 秒。慢的是取出的一方：{slow}。</translation>
    </message>
    <message>
        <source>If that costs time, let more processes take items, or make the work on an item shorter; a larger queue is only full later.</source>
        <translation>如果这耽误时间，就让更多进程来取，或者缩短处理每项数据的时间；队列加大，只是晚一点满。</translation>
    </message>
    <message>
        <source>{who} waited {waited} s in all for {object}, {share} % of the time that their code ran. It was held for {mean} s on average, longest by {holder}: {longest} s, until it was given back.</source>
        <translation>{who} 总共等 {object} 等了 {waited} 秒，占它们代码运行时间的 {share} %。它每次平均被持有 {mean} 秒，持有最久的是 {holder}：{longest} 秒后才释放。</translation>
    </message>
    <message>
        <source>Do inside the lock only what has to be done there: compute, read and print outside of it. Or collect in each process and put it together once, or take a lock of its own for each part of what is shared.</source>
        <translation>锁里面只做必须在里面做的事：计算、读取和打印放到外面。或者每个进程先各自收集、最后合并一次，或者共享数据的每一部分各用一把锁。</translation>
    </message>
    <message>
        <source>{object} has {count} workers, and for {share} % of the {busy} s in which tasks ran only one of them ran one.</source>
        <translation>{object} 有 {count} 个工作进程，而在有任务运行的 {busy} 秒里，{share} % 的时间只有其中一个在运行任务。</translation>
    </message>
    <message>
        <source>{message} {process} alone ran tasks for {ran} s.</source>
        <translation>{message}仅 {process} 一个就运行了 {ran} 秒的任务。</translation>
    </message>
    <message>
        <source>Hand the work over in more and smaller tasks, all at once: map() with chunksize=1 instead of one large chunk, or of apply() in a loop; begin with the long ones. Or start fewer workers.</source>
        <translation>把工作分成更多、更小的任务，一次全部交出去：用 chunksize=1 的 map()，而不是一个大块，也不是在循环里调用 apply()；先做长的。或者少启动几个工作进程。</translation>
    </message>
    <message>
        <source>{parent} started {count} processes, and starting took longer than their work: {start} s passed until their code began, and {work} s was all that it ran for, added up.</source>
        <translation>{parent} 启动了 {count} 个进程，启动比它们的工作还费时间：到它们的代码开始运行用了 {start} 秒，而代码加起来总共只运行了 {work} 秒。</translation>
    </message>
    <message>
        <source>Start fewer processes that each do more: a Pool keeps its workers from one task to the next. What is over so soon is done sooner without a process.</source>
        <translation>少启动几个进程，让每个多做一些：Pool 的工作进程做完一个任务会接着做下一个。这么快就能做完的事，不用进程反而更快。</translation>
    </message>
    <message>
        <source>The {count} tasks of {job} ran for {ran} s, all added up, and {took} s passed from the first one to the last result: one process alone would have run them sooner.</source>
        <translation>{job} 的 {count} 个任务加起来只运行了 {ran} 秒，而从第一个任务开始到最后一个结果却过了 {took} 秒：只用一个进程运行会更快。</translation>
    </message>
    <message>
        <source>Each task and each result is pickled and sent. Hand over more work at a time (chunksize), and less data: a file&apos;s name instead of what is in it, what all tasks need once with initializer=, a sum instead of all values.</source>
        <translation>每个任务和每个结果都要 pickle 并传送。一次多交一些工作（chunksize），少传数据：传文件名而不是文件内容，所有任务都要用的东西用 initializer= 只传一次，返回总和而不是所有的值。</translation>
    </message>
    <message>
        <source>{task} could not be handed to a worker of {object}, as all of a task is pickled, its function, too: {error}. {process} ended with that.</source>
        <translation>{task} 无法交给 {object} 的工作进程，因为任务的全部内容都要 pickle，包括它的函数：{error}。{process} 因此结束。</translation>
    </message>
    <message>
        <source>{task} of {object} was run, but what it returned could not be pickled, and is lost: {error}. {process} ended with that.</source>
        <translation>{object} 的 {task} 已经运行，但它的返回值无法 pickle，已经丢失：{error}。{process} 因此结束。</translation>
    </message>
    <message>
        <source>Give a pool a function of the module instead of a lambda or a local one (functools.partial of it for more arguments), and plain data.</source>
        <translation>交给进程池的应是模块里的函数，而不是 lambda 或局部函数（需要更多参数时用它的 functools.partial），以及普通数据。</translation>
    </message>
    <message>
        <source>Return plain data: no open file, lock, connection, generator or lambda; open files where they are read.</source>
        <translation>返回普通数据：不要返回打开的文件、锁、连接、生成器或 lambda；在读文件的地方打开文件。</translation>
    </message>
    <message>
        <source>{server}, the server of {objects}, {end}. What it served could not be used after that: so {processes} failed with {error}.</source>
        <translation>{objects} 的服务进程 {server} {end}。此后它提供的对象都无法使用：{processes} 因此失败，错误是 {error}。</translation>
    </message>
    <message>
        <source>{processes} used {objects} when {server}, the server of that, had ended already: {error}. A manager&apos;s server ends with its `with` block, with shutdown(), when nothing refers to the manager any more, and with the process that has made it.</source>
        <translation>{processes} 使用 {objects} 时，它的服务进程 {server} 已经结束：{error}。管理器的服务进程会随 `with` 块、随 shutdown()、在不再有任何引用指向管理器时、以及随创建它的进程而结束。</translation>
    </message>
    <message>
        <source>Let the manager&apos;s shutdown() end its server, when nobody uses any more what it serves.</source>
        <translation>等到不再有人使用它提供的对象时，用管理器的 shutdown() 结束服务进程。</translation>
    </message>
    <message>
        <source>Join all processes that use what a manager serves before the manager ends.</source>
        <translation>在管理器结束之前，对所有使用它提供的对象的进程调用 join()。</translation>
    </message>
    <message>
        <source>What {parent} had printed before {fork} may be printed again by {children}: where stdout is a file or a pipe, Python keeps output in a buffer, which was copied, and each process writes its copy at its end.</source>
        <translation>{parent} 在 {fork} 之前输出的内容可能会被 {children} 再输出一次：当 stdout 是文件或管道时，Python 把输出留在缓冲区里，缓冲区被复制，每个进程结束时都会写出自己的那一份。</translation>
    </message>
    <message>
        <source>os.fork</source>
        <translation>os.fork</translation>
    </message>
    <message>
        <source>Call sys.stdout.flush() right before os.fork(), and let the child end with os._exit(); or start it with multiprocessing, which does both.</source>
        <translation>在 os.fork() 之前立即调用 sys.stdout.flush()，并让子进程用 os._exit() 结束；或者用 multiprocessing 启动它，这两件事它都会做。</translation>
    </message>
    <message>
        <source>{children} failed with {error}: under {method} a child imports the script anew and has only what that defines. {object} was made in {parent} alone.</source>
        <translation>{children} 失败：{error}。用 {method} 启动时，子进程会重新导入脚本，只有导入时定义的东西。{object} 只在 {parent} 里创建。</translation>
    </message>
    <message>
        <source>Give it to the child as an argument, to a pool&apos;s workers through initializer and initargs; what is defined behind `if __name__ == &quot;__main__&quot;:` is not there in a child that was not forked.</source>
        <translation>把它作为参数交给子进程，交给进程池的工作进程则用 initializer 和 initargs；写在 `if __name__ == &quot;__main__&quot;:` 之后的东西，在不是 fork 出来的子进程里并不存在。</translation>
    </message>
    <message>
        <source>{call} told {processes} of room in {object}, and the put that followed found none: {error} ended {processes}.</source>
        <translation>{call} 告诉 {processes}：{object} 里有空位，可紧接着的 put 没有找到空位：{error} 让 {processes} 结束了。</translation>
    </message>
    <message>
        <source>{call} told {processes} of items in {object}, and the get that followed found none: {error} ended {processes}.</source>
        <translation>{call} 告诉 {processes}：{object} 里有数据，可紧接着的 get 什么也没取到：{error} 让 {processes} 结束了。</translation>
    </message>
    <message>
        <source>Do not ask full(), empty() or qsize() before a put or get: what they say is true for that moment only. Call put_nowait() or get_nowait() at once and catch queue.Full or queue.Empty, or wait with a timeout.</source>
        <translation>不要在 put 或 get 之前先问 full()、empty() 或 qsize()：它们的回答只在那一刻成立。直接调用 put_nowait() 或 get_nowait()，并捕获 queue.Full 或 queue.Empty；或者带着超时去等。</translation>
    </message>
    <message>
        <source>{callback}, a callback of {object}, waits in {operation} for {object} itself, in the thread that takes in the results of {object}: none comes before it returns.</source>
        <translation>{object} 的回调 {callback} 在 {operation} 中等待 {object} 自己，而运行它的正是接收 {object} 结果的线程：它返回之前不会有结果到来。</translation>
    </message>
    <message>
        <source>Let a callback start more work and return, without waiting for it: that may have a callback of its own. Or ask and wait where the first result is asked for.</source>
        <translation>让回调只发起新的工作就返回，不要等待它；新的工作可以再有自己的回调。或者在取得第一个结果的地方发起并等待。</translation>
    </message>
    <message>
        <source>The end of its `with` block has terminated {object} before {operation} of {task} was done, for which nobody had waited: what was not done by then is lost.</source>
        <translation>{object} 的 `with` 块一结束就终止了它，而 {operation}（{task}）还没有做完，也没有谁等待过它：当时没做完的都丢了。</translation>
    </message>
    <message>
        <source>{object} was terminated, as nothing referred to it any more, before {operation} of {task} was done, for which nobody had waited: what was not done by then is lost.</source>
        <translation>{object} 因为再没有谁引用而被终止，而 {operation}（{task}）还没有做完，也没有谁等待过它：当时没做完的都丢了。</translation>
    </message>
    <message>
        <source>{object} was terminated, as the code of {process} was over, before {operation} of {task} was done, for which nobody had waited: what was not done by then is lost.</source>
        <translation>{process} 的代码执行完，{object} 随之被终止，而 {operation}（{task}）还没有做完，也没有谁等待过它：当时没做完的都丢了。</translation>
    </message>
    <message>
        <source>{message} So it was with {count} of these calls.</source>
        <translation>{message} 这样的调用共有 {count} 次。</translation>
    </message>
    <message>
        <source>Call get() or wait() of what {operation} returned inside of the `with` block; or close() and join() the pool there: that waits for all tasks.</source>
        <translation>在 `with` 块里对 {operation} 的返回值调用 get() 或 wait()；或者在那里先 close() 再 join() 这个进程池：那会等所有任务做完。</translation>
    </message>
    <message>
        <source>This may go on for ever: {object} is looked at again and again by {who}, and nobody else is left to set it; {waits}.</source>
        <translation>这可能永远继续下去：{who} 一再查看 {object} 是否已设置，而再没有别人会设置它；{waits}。</translation>
    </message>
    <message>
        <source>Set {object} before you wait for the end of who looks at it, in every way out (in a `finally`).</source>
        <translation>在等待查看 {object} 的进程结束之前先设置它，而且每一条退出的路上都要设置（放进 `finally`）。</translation>
    </message>
    <message>
        <source>{parent} changed the global {name} to {value} in the memory of its own process only: {children} read it and had {first}.</source>
        <translation>{parent} 把全局变量 {name} 改成了 {value}，但只改在自己进程的内存里：{children} 读了它，得到的是 {first}。</translation>
    </message>
    <message>
        <source>{parent} changed the global {name} to {value} in the memory of its own process only: {children} had {first} and may have read it.</source>
        <translation>{parent} 把全局变量 {name} 改成了 {value}，但只改在自己进程的内存里：{children} 那里是 {first}，而且可能读了它。</translation>
    </message>
    <message>
        <source>Give the value to the child as an argument, to a pool&apos;s workers through initializer and initargs. A child that was not forked has what the import of the script makes, and a pool&apos;s worker what was there when it began.</source>
        <translation>把值作为参数交给子进程，进程池的工作进程则通过 initializer 和 initargs。不是 fork 出来的子进程只有导入脚本时得到的值，进程池的工作进程只有它开始时就有的值。</translation>
    </message>
    <message>
        <source>The code of {processes} reads {item} and writes it back {place}, they ran at the same time, and no common lock was seen: a change may get lost.</source>
        <translation>{processes} 的代码读取 {item}，{place}再写回；它们同时运行过，也没有看到共同的锁：修改可能会丢失。</translation>
    </message>
    <message>
        <source>later</source>
        <translation>之后</translation>
    </message>
</context>
<context>
    <name>kinds</name>
    <message>
        <source>shared dict</source>
        <translation>共享字典</translation>
    </message>
    <message>
        <source>shared list</source>
        <translation>共享列表</translation>
    </message>
    <message>
        <source>shared namespace</source>
        <translation>共享命名空间</translation>
    </message>
    <message>
        <source>shared value</source>
        <translation>共享值</translation>
    </message>
    <message>
        <source>shared array</source>
        <translation>共享数组</translation>
    </message>
    <message>
        <source>shared set</source>
        <translation>共享集合</translation>
    </message>
    <message>
        <source>shared lock</source>
        <translation>共享锁</translation>
    </message>
    <message>
        <source>shared semaphore</source>
        <translation>共享信号量</translation>
    </message>
    <message>
        <source>shared queue</source>
        <translation>共享队列</translation>
    </message>
    <message>
        <source>shared event</source>
        <translation>共享事件</translation>
    </message>
    <message>
        <source>shared condition</source>
        <translation>共享条件变量</translation>
    </message>
    <message>
        <source>shared barrier</source>
        <translation>共享屏障</translation>
    </message>
    <message>
        <source>shared pool</source>
        <translation>共享进程池</translation>
    </message>
</context>
<context>
    <name>native</name>
    <message>
        <source>The window needs native libraries that are missing here ({names}); install them</source>
        <translation>这里缺少窗口需要的系统库（{names}）；请安装它们</translation>
    </message>
    <message>
        <source>The window needs native libraries that are missing here ({names}); install them with: {command}</source>
        <translation>这里缺少窗口需要的系统库（{names}）；安装命令：{command}</translation>
    </message>
</context>
<context>
    <name>objects</name>
    <message>
        <source>and {count} more</source>
        <translation>另有 {count} 个</translation>
    </message>
</context>
<context>
    <name>stage</name>
    <message>
        <source>newest {item}</source>
        <translation>最新 {item}</translation>
    </message>
    <message>
        <source>next {item}</source>
        <translation>下一个 {item}</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>空</translation>
    </message>
    <message>
        <source>full</source>
        <translation>满</translation>
    </message>
    <message>
        <source>daemon</source>
        <translation>守护进程</translation>
    </message>
    <message>
        <source>taken {count} · waited {time}</source>
        <translation>获取 {count} 次 · 共等待 {time}</translation>
    </message>
    <message>
        <source>given by some, taken by others</source>
        <translation>一方释放，另一方获取</translation>
    </message>
    <message>
        <source>{free} of {all} free</source>
        <translation>剩余 {free}/{all}</translation>
    </message>
    <message>
        <source>free</source>
        <translation>空闲</translation>
    </message>
    <message>
        <source>may be held by</source>
        <translation>可能持有者</translation>
    </message>
    <message>
        <source>may have been held by</source>
        <translation>曾可能持有者</translation>
    </message>
    <message>
        <source>was held by</source>
        <translation>曾持有者</translation>
    </message>
    <message>
        <source>{free} · taken {count}</source>
        <translation>{free} · 获取 {count} 次</translation>
    </message>
    <message>
        <source>{free} free · began with {all}</source>
        <translation>剩余 {free} · 初值 {all}</translation>
    </message>
    <message>
        <source>lock free</source>
        <translation>锁空闲</translation>
    </message>
    <message>
        <source>release refused: {name}</source>
        <translation>释放被拒：{name}</translation>
    </message>
    <message>
        <source>{lock} free</source>
        <translation>{lock} 空闲</translation>
    </message>
    <message>
        <source>notified: {count}</source>
        <translation>通知 {count} 次</translation>
    </message>
    <message>
        <source>notified: {count}, last by {name}</source>
        <translation>通知 {count} 次，最近由 {name}</translation>
    </message>
    <message>
        <source>notified: {count}, last {woken} woken by {name}</source>
        <translation>通知 {count} 次，最近由 {name} 唤醒 {woken} 个</translation>
    </message>
    <message>
        <source>{names} died waiting</source>
        <translation>{names} 等待时结束</translation>
    </message>
    <message>
        <source>there</source>
        <translation>已到</translation>
    </message>
    <message>
        <source>was there</source>
        <translation>曾到达</translation>
    </message>
    <message>
        <source>nobody is there</source>
        <translation>无人到达</translation>
    </message>
    <message>
        <source>nobody was there</source>
        <translation>当时无人到达</translation>
    </message>
    <message>
        <source>broken</source>
        <translation>已破坏</translation>
    </message>
    <message>
        <source>{count} of {parties} there</source>
        <translation>已到 {count}/{parties}</translation>
    </message>
    <message>
        <source>its action has raised</source>
        <translation>动作出错</translation>
    </message>
    <message>
        <source>time-out of wait()</source>
        <translation>wait() 超时</translation>
    </message>
    <message>
        <source>was waiting</source>
        <translation>曾等待者</translation>
    </message>
    <message>
        <source>nobody waited</source>
        <translation>当时无人等待</translation>
    </message>
    <message>
        <source>wants lock</source>
        <translation>等锁者</translation>
    </message>
    <message>
        <source>wanted lock</source>
        <translation>曾等锁者</translation>
    </message>
    <message>
        <source>times passed: {count}</source>
        <translation>通过次数：{count}</translation>
    </message>
    <message>
        <source>reset: {count}</source>
        <translation>重置次数：{count}</translation>
    </message>
    <message>
        <source>action: {name}</source>
        <translation>动作：{name}</translation>
    </message>
    <message>
        <source>set</source>
        <translation>已设置</translation>
    </message>
    <message>
        <source>clear</source>
        <translation>未设置</translation>
    </message>
    <message>
        <source>times set: {count}</source>
        <translation>设置次数：{count}</translation>
    </message>
    <message>
        <source>{label} {names}</source>
        <translation>{label}：{names}</translation>
    </message>
    <message>
        <source>{label} {names}, which is dead</source>
        <translation>{label}：{names}，但它已经结束</translation>
    </message>
    <message>
        <source>{label}: {names}</source>
        <translation>{label}：{names}</translation>
    </message>
    <message>
        <source>accepted: {count}</source>
        <translation>已接受：{count}</translation>
    </message>
    <message>
        <source>messages: {count} · bytes: {size}</source>
        <translation>消息：{count} · 字节：{size}</translation>
    </message>
    <message>
        <source>open in</source>
        <translation>打开于</translation>
    </message>
    <message>
        <source>was open in</source>
        <translation>曾打开于</translation>
    </message>
    <message>
        <source>closed by all</source>
        <translation>已全部关闭</translation>
    </message>
    <message>
        <source>on its way</source>
        <translation>传递中</translation>
    </message>
    <message>
        <source>to receive: {count}</source>
        <translation>待接收：{count}</translation>
    </message>
    <message>
        <source>{state} by {name}</source>
        <translation>{state}（{name}）</translation>
    </message>
    <message>
        <source>file</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>nobody waits</source>
        <translation>无人等待</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待者</translation>
    </message>
    <message>
        <source>{names} died holding it</source>
        <translation>{names} 持有锁时结束了</translation>
    </message>
    <message>
        <source>held by</source>
        <translation>持有者</translation>
    </message>
    <message>
        <source>by</source>
        <translation>由</translation>
    </message>
    <message>
        <source>held {names}</source>
        <translation>曾持有 {names}</translation>
    </message>
    <message>
        <source>holding {names}</source>
        <translation>持有 {names}</translation>
    </message>
    <message>
        <source>process {pid}</source>
        <translation>进程 {pid}</translation>
    </message>
    <message>
        <source>{process} in thread {thread}</source>
        <translation>{process} 的线程 {thread}</translation>
    </message>
    <message>
        <source>blocked</source>
        <translation>阻塞</translation>
    </message>
    <message>
        <source>idle, no task</source>
        <translation>空闲，没有任务</translation>
    </message>
    <message>
        <source>blocked {time}</source>
        <translation>阻塞 {time}</translation>
    </message>
    <message>
        <source>idle, no task {time}</source>
        <translation>空闲，没有任务 {time}</translation>
    </message>
    <message>
        <source>manager&apos;s server</source>
        <translation>管理器的服务进程</translation>
    </message>
    <message>
        <source>exit code {code}</source>
        <translation>退出码 {code}</translation>
    </message>
    <message>
        <source>started at line {line}</source>
        <translation>在第 {line} 行启动</translation>
    </message>
    <message>
        <source>line {line}</source>
        <translation>第 {line} 行</translation>
    </message>
    <message>
        <source>thread {text}</source>
        <translation>线程 {text}</translation>
    </message>
    <message>
        <source>{task}: {number} of {count}</source>
        <translation>{task}：第 {number}/{count} 个</translation>
    </message>
    <message>
        <source>without lock</source>
        <translation>未持锁</translation>
    </message>
    <message>
        <source>read {reads} · written {writes} · without lock {unlocked}</source>
        <translation>读 {reads} · 写 {writes} · 未持锁 {unlocked}</translation>
    </message>
    <message>
        <source>sampled · no change seen</source>
        <translation>采样 · 未见变化</translation>
    </message>
    <message>
        <source>sampled · last change seen at {time} s</source>
        <translation>采样 · 最近一次变化见于第 {time} 秒</translation>
    </message>
    <message>
        <source>exit functions</source>
        <translation>退出函数</translation>
    </message>
    <message>
        <source>waiting for {threads}</source>
        <translation>等待 {threads}</translation>
    </message>
    <message>
        <source>at most {time}</source>
        <translation>最多 {time}</translation>
    </message>
    <message>
        <source>waited {time} in {call}</source>
        <translation>曾在 {call} 中等待 {time}</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>waited {time} in {call}, until: {by}</source>
        <translation>曾在 {call} 中等待 {time}，直到：{by}</translation>
    </message>
    <message>
        <source>waited {time} in {call}, perhaps until: {by}</source>
        <translation>曾在 {call} 中等待 {time}，可能直到：{by}</translation>
    </message>
    <message>
        <source>ended by: {who}</source>
        <translation>由 {who} 结束</translation>
    </message>
    <message>
        <source>{name} (pid {pid})</source>
        <translation>{name}（pid {pid}）</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>还有 {count} 个</translation>
    </message>
    <message>
        <source>Show all processes</source>
        <translation>显示所有进程</translation>
    </message>
    <message>
        <source>All processes</source>
        <translation>所有进程</translation>
    </message>
    <message>
        <source>Show fewer</source>
        <translation>收起</translation>
    </message>
    <message>
        <source>and {count} more objects</source>
        <translation>还有 {count} 个对象</translation>
    </message>
    <message>
        <source>{size} of {maxsize}</source>
        <translation>{size}/{maxsize}</translation>
    </message>
    <message>
        <source>size {size}</source>
        <translation>长度 {size}</translation>
    </message>
    <message>
        <source>put {count}</source>
        <translation>放入 {count}</translation>
    </message>
    <message>
        <source>got {count}</source>
        <translation>取出 {count}</translation>
    </message>
    <message>
        <source>dropped {count}</source>
        <translation>丢弃 {count}</translation>
    </message>
    <message>
        <source>peak {count}</source>
        <translation>最多 {count}</translation>
    </message>
    <message>
        <source>unfinished {count}</source>
        <translation>未完成 {count}</translation>
    </message>
    <message>
        <source>{queue}.put() in {names} waits to write to the pipe</source>
        <translation>{names} 在 {queue}.put() 等待写入管道</translation>
    </message>
    <message>
        <source>{queue}.join() in {names} waits for {count} more task_done()</source>
        <translation>{names} 在 {queue}.join() 等待，还差 {count} 次 task_done()</translation>
    </message>
    <message>
        <source>{queue}.put() in {names} waits for a free place</source>
        <translation>{names} 在 {queue}.put() 等待空位</translation>
    </message>
    <message>
        <source>{queue}.get() in {names} waits for an item</source>
        <translation>{names} 在 {queue}.get() 等待数据</translation>
    </message>
    <message>
        <source>{names} waits until what is left in {queue} is sent</source>
        <translation>{names} 在等待 {queue} 中剩余的数据发送完</translation>
    </message>
    <message>
        <source>{queue}.put() in {names} waited for a free place</source>
        <translation>{names} 曾在 {queue}.put() 等待空位</translation>
    </message>
    <message>
        <source>{queue}.put() in {names} waited to write to the pipe</source>
        <translation>{names} 曾在 {queue}.put() 等待写入管道</translation>
    </message>
    <message>
        <source>{queue}.join() in {names} waited for {count} more task_done()</source>
        <translation>{names} 曾在 {queue}.join() 等待，当时还差 {count} 次 task_done()</translation>
    </message>
    <message>
        <source>{queue}.get() in {names} waited for an item</source>
        <translation>{names} 曾在 {queue}.get() 等待数据</translation>
    </message>
    <message>
        <source>{names} waited until what is left in {queue} is sent</source>
        <translation>{names} 曾在等待 {queue} 中剩余的数据发送完</translation>
    </message>
    <message>
        <source>{item} was dropped because it could not be sent</source>
        <translation>{item} 因无法发送而被丢弃</translation>
    </message>
    <message>
        <source>{item} was dropped because it could not be pickled</source>
        <translation>{item} 因无法序列化（pickle）而被丢弃</translation>
    </message>
    <message>
        <source>queue.Full × {count}</source>
        <translation>queue.Full × {count}</translation>
    </message>
    <message>
        <source>queue.Empty × {count}</source>
        <translation>queue.Empty × {count}</translation>
    </message>
    <message>
        <source>{answer} at {time}</source>
        <translation>{answer}（在 {time} 时）</translation>
    </message>
    <message>
        <source>asked by {process}</source>
        <translation>询问者：{process}</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>blocked: {reason}</source>
        <translation>阻塞：{reason}</translation>
    </message>
    <message>
        <source>calls: {count}</source>
        <translation>调用：{count}</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>已关闭</translation>
    </message>
    <message>
        <source>terminated</source>
        <translation>已终止</translation>
    </message>
    <message>
        <source>running</source>
        <translation>正在运行</translation>
    </message>
    <message>
        <source>was running</source>
        <translation>曾运行</translation>
    </message>
    <message>
        <source>in the initializer: {count}</source>
        <translation>正在初始化：{count}</translation>
    </message>
    <message>
        <source>no task runs · workers: {count}</source>
        <translation>没有任务在运行 · worker：{count}</translation>
    </message>
    <message>
        <source>no task ran · workers: {count}</source>
        <translation>当时没有任务在运行 · worker：{count}</translation>
    </message>
    <message>
        <source>waiting: {count}</source>
        <translation>等待：{count}</translation>
    </message>
    <message>
        <source>done: {count}</source>
        <translation>完成：{count}</translation>
    </message>
    <message>
        <source>failed: {count}</source>
        <translation>失败：{count}</translation>
    </message>
    <message>
        <source>cancelled: {count}</source>
        <translation>取消：{count}</translation>
    </message>
    <message>
        <source>cut off: {count}</source>
        <translation>中断：{count}</translation>
    </message>
    <message>
        <source>workers replaced: {count}</source>
        <translation>更换的 worker：{count}</translation>
    </message>
    <message>
        <source>callbacks: {count}</source>
        <translation>回调：{count}</translation>
    </message>
    <message>
        <source>callback: {error}: no more results</source>
        <translation>回调：{error}：不再接收结果</translation>
    </message>
    <message>
        <source>a task</source>
        <translation>一个任务</translation>
    </message>
    <message>
        <source>lost: {task}, with {name}</source>
        <translation>丢失：{task}（随 {name}）</translation>
    </message>
    <message>
        <source>perhaps lost: {task}, with {name}</source>
        <translation>可能丢失：{task}（随 {name}）</translation>
    </message>
    <message>
        <source>initializer failed</source>
        <translation>初始化函数失败</translation>
    </message>
    <message>
        <source>initializer: {error}</source>
        <translation>初始化函数：{error}</translation>
    </message>
    <message>
        <source>died: {names}</source>
        <translation>已死亡：{names}</translation>
    </message>
    <message>
        <source>{name} (created)</source>
        <translation>{name}（创建）</translation>
    </message>
    <message>
        <source>{name} (by name)</source>
        <translation>{name}（按名称）</translation>
    </message>
    <message>
        <source>{name} (received)</source>
        <translation>{name}（接收）</translation>
    </message>
    <message>
        <source>{name} (inherited)</source>
        <translation>{name}（继承）</translation>
    </message>
    <message>
        <source>{name} · bytes: {size}</source>
        <translation>{name} · 字节：{size}</translation>
    </message>
    <message>
        <source>attached by nobody</source>
        <translation>没有进程附加</translation>
    </message>
    <message>
        <source>attached by</source>
        <translation>附加者</translation>
    </message>
    <message>
        <source>was attached by</source>
        <translation>曾附加者</translation>
    </message>
    <message>
        <source>does not exist</source>
        <translation>不存在</translation>
    </message>
    <message>
        <source>unlinked</source>
        <translation>已 unlink</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>已移除</translation>
    </message>
    <message>
        <source>not unlinked</source>
        <translation>未 unlink</translation>
    </message>
    <message>
        <source>created</source>
        <translation>已创建</translation>
    </message>
    <message>
        <source>exists</source>
        <translation>存在</translation>
    </message>
    <message>
        <source>removed, though attached by {names}</source>
        <translation>已移除，但 {names} 仍附加着</translation>
    </message>
    <message>
        <source>left to the resource tracker</source>
        <translation>留给资源跟踪器</translation>
    </message>
    <message>
        <source>no resource tracker removes it</source>
        <translation>没有资源跟踪器移除它</translation>
    </message>
    <message>
        <source>nobody unlinked it</source>
        <translation>没有进程 unlink 它</translation>
    </message>
    <message>
        <source>closed by {names}</source>
        <translation>已关闭：{names}</translation>
    </message>
    <message>
        <source>{name}: {call} failed: {error}</source>
        <translation>{name}：{call} 失败：{error}</translation>
    </message>
</context>
<context>
    <name>terminal</name>
    <message>
        <source>the report could not be written: {reason}</source>
        <translation>报告无法写入：{reason}</translation>
    </message>
    <message>
        <source>the supervisor that ran the script was killed; all its processes have been ended.</source>
        <translation>负责运行脚本的进程被强制结束了；脚本的所有进程都已结束。</translation>
    </message>
    <message>
        <source>error: {message}</source>
        <translation>错误：{message}</translation>
    </message>
    <message>
        <source>warning: {message}</source>
        <translation>警告：{message}</translation>
    </message>
    <message>
        <source>the script did so much that following it would have slowed it down, so what is wrong is not known; run it with --report FILE or --fail-on error to have it judged.</source>
        <translation>脚本的操作太多，跟踪会拖慢它，因此不知道问题出在哪里；请加上 --report 文件 或 --fail-on error 重新运行，以得出诊断。</translation>
    </message>
    <message>
        <source>next step: {advice}</source>
        <translation>下一步：{advice}</translation>
    </message>
</context>
<context>
    <name>words</name>
    <message>
        <source>starting</source>
        <translation>启动中</translation>
    </message>
    <message>
        <source>running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>its code is over</source>
        <translation>代码已执行完</translation>
    </message>
    <message>
        <source>{what} (line {line})</source>
        <translation>{what}（第 {line} 行）</translation>
    </message>
    <message>
        <source>computing</source>
        <translation>计算中</translation>
    </message>
    <message>
        <source>computing in {function}</source>
        <translation>在 {function} 中计算</translation>
    </message>
    <message>
        <source>in C code, called by {function}</source>
        <translation>在 C 代码中，由 {function} 调用</translation>
    </message>
    <message>
        <source>importing</source>
        <translation>正在导入模块</translation>
    </message>
    <message>
        <source>importing {module}</source>
        <translation>正在导入模块 {module}</translation>
    </message>
    <message>
        <source>importing the script</source>
        <translation>正在导入脚本</translation>
    </message>
    <message>
        <source>unpickling its arguments</source>
        <translation>正在反序列化自己的参数</translation>
    </message>
    <message>
        <source>stopped by a signal</source>
        <translation>被信号停住</translation>
    </message>
    <message>
        <source>stopped by a debugger</source>
        <translation>被调试器停住</translation>
    </message>
    <message>
        <source>sleeping</source>
        <translation>睡眠</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>waiting in {function}</source>
        <translation>在 {function} 中等待</translation>
    </message>
    <message>
        <source>waiting for input</source>
        <translation>等待输入</translation>
    </message>
    <message>
        <source>waiting for the disk or a device</source>
        <translation>等待磁盘或设备</translation>
    </message>
    <message>
        <source>waiting for data from a socket</source>
        <translation>等待套接字的数据</translation>
    </message>
    <message>
        <source>waiting for a connection</source>
        <translation>等待连接</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>正在连接</translation>
    </message>
    <message>
        <source>waiting to send on a socket</source>
        <translation>等待通过套接字发送</translation>
    </message>
    <message>
        <source>waiting for data from a pipe</source>
        <translation>等待管道的数据</translation>
    </message>
    <message>
        <source>waiting to write into a pipe</source>
        <translation>等待写入管道</translation>
    </message>
    <message>
        <source>waiting for a file lock</source>
        <translation>等待文件锁</translation>
    </message>
    <message>
        <source>waiting for a child to end</source>
        <translation>等待子进程结束</translation>
    </message>
    <message>
        <source>waiting in select or poll</source>
        <translation>在 select 或 poll 中等待</translation>
    </message>
    <message>
        <source>waiting for a lock or another thread</source>
        <translation>等待锁或另一个线程</translation>
    </message>
    <message>
        <source>waiting for a signal</source>
        <translation>等待信号</translation>
    </message>
    <message>
        <source>waiting for somebody to open the other end of a FIFO</source>
        <translation>正在等待有人打开 FIFO 的另一端</translation>
    </message>
    <message>
        <source>waiting for a file to open</source>
        <translation>等待文件打开</translation>
    </message>
    <message>
        <source>suspended</source>
        <translation>已挂起</translation>
    </message>
    <message>
        <source>was {state}</source>
        <translation>此前{state}</translation>
    </message>
    <message>
        <source>{state} for {time}</source>
        <translation>{state}，持续 {time}</translation>
    </message>
    <message>
        <source>holding {objects}</source>
        <translation>持有 {objects}</translation>
    </message>
    <message>
        <source>held {objects}</source>
        <translation>曾持有 {objects}</translation>
    </message>
    <message>
        <source>its code was over</source>
        <translation>代码已执行完</translation>
    </message>
    <message>
        <source>its code was over, and it was running its exit functions</source>
        <translation>代码已执行完：此前正在运行退出函数</translation>
    </message>
    <message>
        <source>its code was over, and it {what}</source>
        <translation>代码已执行完，{what}</translation>
    </message>
    <message>
        <source>its main thread was over, and it was waiting for {threads} to end</source>
        <translation>主线程已执行完：此前等待 {threads} 结束</translation>
    </message>
    <message>
        <source>was sending what was left in {object}</source>
        <translation>此前正在发送 {object} 中剩余的数据</translation>
    </message>
    <message>
        <source>was sending what was left in {object} (not taken yet: {count})</source>
        <translation>此前正在发送 {object} 中剩余的数据（尚未取走：{count} 项）</translation>
    </message>
    <message>
        <source>was waiting for a message on {object} (its other end was open in {names})</source>
        <translation>此前等待 {object} 上的消息（另一端当时打开于 {names}）</translation>
    </message>
    <message>
        <source>was waiting for a message on {object} (only {name} itself had its other end open)</source>
        <translation>此前等待 {object} 上的消息（当时只有 {name} 自己打开着另一端）</translation>
    </message>
    <message>
        <source>was awake, wanted {object} back</source>
        <translation>此前已醒来：等待重新获得 {object}</translation>
    </message>
    <message>
        <source>was awake, wanted {object} back (held by {owner})</source>
        <translation>此前已醒来：等待重新获得 {object}（{owner} 持有）</translation>
    </message>
    <message>
        <source>was blocked on {object} (until those it woke were awake)</source>
        <translation>此前阻塞：{object} 唤醒的进程当时尚未醒来</translation>
    </message>
    <message>
        <source>was blocked on {object} (all were there)</source>
        <translation>此前阻塞：等待离开 {object}（当时已全部到达）</translation>
    </message>
    <message>
        <source>blocked on {object}</source>
        <translation>阻塞：等待 {object}</translation>
    </message>
    <message>
        <source>blocked on {object} (held by {owner})</source>
        <translation>阻塞：等待 {object}（{owner} 持有）</translation>
    </message>
    <message>
        <source>blocked on {object} (held by itself)</source>
        <translation>阻塞：等待 {object}（自己持有）</translation>
    </message>
    <message>
        <source>blocked on {object} ({owner} died holding it)</source>
        <translation>阻塞：等待 {object}（{owner} 持有时结束了）</translation>
    </message>
    <message>
        <source>blocked on {object} (full)</source>
        <translation>阻塞：{object} 已满</translation>
    </message>
    <message>
        <source>blocked on {object} (writing to its pipe)</source>
        <translation>阻塞：等待写入 {object} 的管道</translation>
    </message>
    <message>
        <source>blocked on {object} (empty)</source>
        <translation>阻塞：{object} 为空</translation>
    </message>
    <message>
        <source>blocked on {object} (unfinished: {count})</source>
        <translation>阻塞：等待 {object}（未完成 {count}）</translation>
    </message>
    <message>
        <source>blocked on {object} (not set)</source>
        <translation>阻塞：等待 {object}（未设置）</translation>
    </message>
    <message>
        <source>blocked on {object} (may be held by {owner})</source>
        <translation>阻塞：等待 {object}（可能由 {owner} 持有）</translation>
    </message>
    <message>
        <source>blocked on {object} (not notified)</source>
        <translation>阻塞：等待 {object}（未被通知）</translation>
    </message>
    <message>
        <source>blocked on {object} (perhaps notified)</source>
        <translation>阻塞：等待 {object}（可能已被通知）</translation>
    </message>
    <message>
        <source>blocked on {object} (until those it woke are awake)</source>
        <translation>阻塞：{object} 唤醒的进程尚未醒来</translation>
    </message>
    <message>
        <source>awake, wants {object} back</source>
        <translation>已醒来：等待重新获得 {object}</translation>
    </message>
    <message>
        <source>awake, wants {object} back (held by {owner})</source>
        <translation>已醒来：等待重新获得 {object}（{owner} 持有）</translation>
    </message>
    <message>
        <source>blocked on {object} ({count} of {parties} there)</source>
        <translation>阻塞：等待 {object}（已到 {count}/{parties}）</translation>
    </message>
    <message>
        <source>blocked on {object} (all are there)</source>
        <translation>阻塞：等待离开 {object}（已全部到达）</translation>
    </message>
    <message>
        <source>blocked on {object} (broken)</source>
        <translation>阻塞：等待 {object}（已破坏）</translation>
    </message>
    <message>
        <source>blocked on {object} (not yet in)</source>
        <translation>阻塞：等待进入 {object}</translation>
    </message>
    <message>
        <source>blocked on {object} ({method})</source>
        <translation>阻塞：等待 {object}（{method}）</translation>
    </message>
    <message>
        <source>waiting for {process} to end</source>
        <translation>等待 {process} 结束</translation>
    </message>
    <message>
        <source>waiting for any child to end</source>
        <translation>等待任一子进程结束</translation>
    </message>
    <message>
        <source>waiting for {process} to end (talking through {pipes})</source>
        <translation>等待 {process} 结束（通过 {pipes} 通信）</translation>
    </message>
    <message>
        <source>sending what is left in {object}</source>
        <translation>正在发送 {object} 中剩余的数据</translation>
    </message>
    <message>
        <source>sending what is left in {object} (not taken yet: {count})</source>
        <translation>正在发送 {object} 中剩余的数据（尚未取走：{count} 项）</translation>
    </message>
    <message>
        <source>its main thread is over: waiting for {threads} to end</source>
        <translation>主线程已执行完：等待 {threads} 结束</translation>
    </message>
    <message>
        <source>waiting for thread {threads} to end</source>
        <translation>等待线程 {threads} 结束</translation>
    </message>
    <message>
        <source>its code is over: {what}</source>
        <translation>代码已执行完：{what}</translation>
    </message>
    <message>
        <source>waiting for a message on {object}</source>
        <translation>等待 {object} 上的消息</translation>
    </message>
    <message>
        <source>waiting for a message on {object} (its other end is open in {names})</source>
        <translation>等待 {object} 上的消息（另一端打开于 {names}）</translation>
    </message>
    <message>
        <source>waiting for a message on {object} (only {name} itself has its other end open)</source>
        <translation>等待 {object} 上的消息（只有 {name} 自己打开着另一端）</translation>
    </message>
    <message>
        <source>waiting to send on {object} (not received: {count})</source>
        <translation>等待在 {object} 上发送（未接收：{count}）</translation>
    </message>
    <message>
        <source>waiting for a client on {object}</source>
        <translation>在 {object} 上等待客户端</translation>
    </message>
    <message>
        <source>waiting for the first of: {things}</source>
        <translation>等待其中最先就绪的：{things}</translation>
    </message>
    <message>
        <source>waiting for a task of {object}</source>
        <translation>等待 {object} 的 1 个任务</translation>
    </message>
    <message>
        <source>waiting for {count} tasks of {object}</source>
        <translation>等待 {object} 的 {count} 个任务</translation>
    </message>
    <message>
        <source>waiting for {object} (all tasks done, results not handed over yet)</source>
        <translation>等待 {object}（任务都已完成，结果尚未交付）</translation>
    </message>
    <message>
        <source>waiting for {object} (lost with its worker: {task})</source>
        <translation>等待 {object}（{task} 已随其 worker 丢失）</translation>
    </message>
    <message>
        <source>waiting for the next result of {object}</source>
        <translation>等待 {object} 的下一个结果</translation>
    </message>
    <message>
        <source>waiting for tasks of {object} ({running} running, {count} waiting)</source>
        <translation>等待 {object} 的任务（{running} 个在运行，{count} 个在等待）</translation>
    </message>
    <message>
        <source>waiting for the end of {object}</source>
        <translation>等待 {object} 结束</translation>
    </message>
    <message>
        <source>idle, no task from {object}</source>
        <translation>空闲，{object} 没有任务</translation>
    </message>
    <message>
        <source>waiting for the first of these to end: {things}</source>
        <translation>等待其中之一结束：{things}</translation>
    </message>
    <message>
        <source>{process} in thread {thread}</source>
        <translation>{process} 的线程 {thread}</translation>
    </message>
    <message>
        <source>{names}, {name}</source>
        <translation>{names}、{name}</translation>
    </message>
    <message>
        <source>blocked in {operation}</source>
        <translation>阻塞：{operation}</translation>
    </message>
    <message>
        <source>serving a manager&apos;s objects</source>
        <translation>为管理器的对象提供服务</translation>
    </message>
    <message>
        <source>{object} (in thread {thread})</source>
        <translation>{object}（在线程 {thread} 中）</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>ended: finished</source>
        <translation>已结束：正常完成</translation>
    </message>
    <message>
        <source>ended: terminated</source>
        <translation>已终止</translation>
    </message>
    <message>
        <source>ended: killed</source>
        <translation>已被强制结束</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>running its exit functions: {function}</source>
        <translation>正在运行退出函数：{function}</translation>
    </message>
    <message>
        <source>failed ({exitcode})</source>
        <translation>失败（{exitcode}）</translation>
    </message>
    <message>
        <source>ended: exit code {exitcode}</source>
        <translation>已结束：退出码 {exitcode}</translation>
    </message>
    <message>
        <source>failed: crashed (signal {signal})</source>
        <translation>失败：崩溃（信号 {signal}）</translation>
    </message>
    <message>
        <source>ended with main</source>
        <translation>随主进程结束</translation>
    </message>
    <message>
        <source>ended with the run</source>
        <translation>随本次运行结束</translation>
    </message>
    <message>
        <source>in {task}</source>
        <translation>正在执行 {task}</translation>
    </message>
    <message>
        <source>in {operation}</source>
        <translation>当时在 {operation}</translation>
    </message>
    <message>
        <source>in thread {thread}</source>
        <translation>在线程 {thread} 中</translation>
    </message>
    <message>
        <source>when its code was over</source>
        <translation>在代码执行完之后</translation>
    </message>
    <message>
        <source>its code is over: running its exit functions</source>
        <translation>代码已执行完：正在运行退出函数</translation>
    </message>
    <message>
        <source>not watched: no Python</source>
        <translation>未观察：不是 Python</translation>
    </message>
    <message>
        <source>not watched: no probe</source>
        <translation>未观察：没有探针</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>made by {package}</source>
        <translation>由 {package} 创建</translation>
    </message>
    <message>
        <source>{thread}: {state}</source>
        <translation>{thread}：{state}</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds}&#xa0;秒</translation>
    </message>
    <message>
        <source>{seconds:.1f} s</source>
        <translation>{seconds:.1f}&#xa0;秒</translation>
    </message>
    <message>
        <source>{minutes}:{seconds:02d} min</source>
        <translation>{minutes}:{seconds:02d}&#xa0;分</translation>
    </message>
    <message>
        <source>feeder of {queue}</source>
        <translation>{queue} 的送数线程</translation>
    </message>
    <message>
        <source>worker of {pool}</source>
        <translation>{pool} 的工作线程</translation>
    </message>
    <message>
        <source>handler of {pool}</source>
        <translation>{pool} 的处理线程</translation>
    </message>
    <message>
        <source>thread {number}</source>
        <translation>线程 {number}</translation>
    </message>
    <message>
        <source>line {line}: {what}</source>
        <translation>第 {line} 行：{what}</translation>
    </message>
    <message>
        <source>line {line} of {file}: {what}</source>
        <translation>{file} 第 {line} 行：{what}</translation>
    </message>
    <message>
        <source>started at line {line}: {what}</source>
        <translation>在第 {line} 行启动：{what}</translation>
    </message>
    <message>
        <source>thread {thread} has failed: {what}</source>
        <translation>线程 {thread} 失败：{what}</translation>
    </message>
    <message>
        <source>on stderr: {text}</source>
        <translation>stderr：{text}</translation>
    </message>
    <message>
        <source>last line of stderr: {text}</source>
        <translation>stderr 最后一行：{text}</translation>
    </message>
    <message>
        <source>{share} % of {duration} s is {part}</source>
        <translation>{duration} 秒里，{share} % {part}</translation>
    </message>
    <message>
        <source>{told}, {share} % is {part}</source>
        <translation>{told}，{share} % {part}</translation>
    </message>
    <message>
        <source>waiting for {object}</source>
        <translation>在等 {object}</translation>
    </message>
    <message>
        <source>waiting for {object}, mostly held {place}</source>
        <translation>在等 {object}（大多在{place}被持有）</translation>
    </message>
    <message>
        <source>spent in {process}</source>
        <translation>花在 {process} 里</translation>
    </message>
    <message>
        <source>spent in {count} processes, one after the other</source>
        <translation>依次花在 {count} 个进程里</translation>
    </message>
    <message>
        <source>spent in time.sleep()</source>
        <translation>花在 time.sleep() 里</translation>
    </message>
    <message>
        <source>spent in time.sleep(), mostly {place}</source>
        <translation>花在 time.sleep() 里（大多在{place}）</translation>
    </message>
    <message>
        <source>waiting until a timeout is over</source>
        <translation>在等到超时为止</translation>
    </message>
    <message>
        <source>waiting until a timeout is over, mostly {place}</source>
        <translation>在等到超时为止（大多在{place}）</translation>
    </message>
    <message>
        <source>starting processes</source>
        <translation>花在启动进程上</translation>
    </message>
    <message>
        <source>handing over from one process to the next</source>
        <translation>花在从一个进程交接到下一个上</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>不清楚花在哪里</translation>
    </message>
    <message>
        <source>at line {line}</source>
        <translation>第 {line} 行</translation>
    </message>
    <message>
        <source>at line {line} of {file}</source>
        <translation> {file} 第 {line} 行</translation>
    </message>
</context>
</TS>
