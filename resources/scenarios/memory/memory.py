"""Every process has its own memory: the child's num is not main's num."""

from multiprocessing import Process

num = 100

# fork: only main comes past this line, the child gets a copy of its memory.
# spawn, forkserver: the child runs this file again to get a num of its own.
print(__name__, 'sets num to', num)


def f1():
    global num
    print('child finds num =', num)
    num = 3
    print('child: num =', num)  # 3


if __name__ == '__main__':
    p = Process(target=f1)
    p.start()
    p.join()
    print('main: num =', num)  # still 100
