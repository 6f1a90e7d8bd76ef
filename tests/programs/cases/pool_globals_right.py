from multiprocessing import Pool
from multiprocessing.pool import ThreadPool

cache = {}
hits = 0
done = []
seen = 0


def start(n):
    global seen
    seen = n


def scan(line):
    global hits
    hits += 1
    if line not in cache:
        cache[line] = line.split()
    return cache[line]


def note(line):
    done.append(line)


def main():
    with Pool(2, initializer=start, initargs=(3,)) as pool:
        found = pool.map(scan, ["a b", "b c", "c d"])
        more = [pool.apply_async(scan, (line,)) for line in ("x y", "z")]
        found += [one.get() for one in more]
    with ThreadPool(2) as pool:
        pool.map(note, ["a", "b"])
    print(found, done, seen)


if __name__ == "__main__":
    main()
