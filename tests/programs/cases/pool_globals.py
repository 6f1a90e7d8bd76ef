from multiprocessing import Pool

hits = 0
words = {}


def scan(line):
    global hits
    hits += 1
    for word in line.split():
        words[word] = words.get(word, 0) + 1
    return len(line)


def main():
    with Pool(2) as pool:
        lengths = pool.map(scan, ["a b", "b c", "c d"])
    print(sum(lengths), hits, words)


if __name__ == "__main__":
    main()
