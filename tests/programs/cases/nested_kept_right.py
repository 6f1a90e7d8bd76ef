from multiprocessing import Manager, Process


def work(table, jobs, words, ns):
    row = table["a"]
    row.append(1)
    table["a"] = row
    for index, job in enumerate(jobs):
        job["state"] = "done"
        jobs[index] = job
    for word, lengths in words.items():
        lengths.append(len(word))
        words[word] = lengths
    names = ns.names
    names.sort()
    print(names[0])
    shown = table["b"]
    shown["age"] = 3
    print(shown)
    rows = jobs[0]
    rows = dict(rows)
    rows.update(x=1)
    shared = words["tea"]
    del shared


def main():
    with Manager() as manager:
        table, jobs = manager.dict(a=[], b={}), manager.list([{"state": "new"}])
        words, ns = manager.dict(tea=[], jam=manager.list()), manager.Namespace(names=["b", "a"])
        p = Process(target=work, args=(table, jobs, words, ns), name="w")
        p.start()
        p.join()
        kept = words["jam"]
        kept.append(1)
        print(table, jobs, words, ns.names)


if __name__ == "__main__":
    main()
