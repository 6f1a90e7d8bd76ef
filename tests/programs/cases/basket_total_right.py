from multiprocessing import Manager, Process


def add(items, basket):
    for item in items:
        basket.append(item)


def main():
    with Manager() as manager:
        basket = manager.list()
        shoppers = [
            Process(target=add, args=([("bread", 3), ("milk", 2)], basket), name="shopper-1"),
            Process(target=add, args=([("apples", 4), ("cheese", 7)], basket), name="shopper-2"),
        ]
        for p in shoppers:
            p.start()
        for p in shoppers:
            p.join()
        items = list(basket)
    print(len(items), "items for", sum(price for _, price in items))


if __name__ == "__main__":
    main()
