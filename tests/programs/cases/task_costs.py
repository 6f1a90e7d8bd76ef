from multiprocessing import Pool


def length(text):
    return len(text)


def main():
    texts = ["x" * 40_000_000 for _ in range(16)]
    with Pool(2) as pool:
        print(sum(pool.map(length, texts, chunksize=1)))


if __name__ == "__main__":
    main()
