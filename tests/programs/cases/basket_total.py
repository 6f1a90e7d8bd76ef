from multiprocessing import Process

basket = []
total = 0


def add(items):
    global total
    for name, price in items:
        basket.append(name)
        total += price


def main():
    shoppers = [
        Process(target=add, args=([("bread", 3), ("milk", 2)],), name="shopper-1"),
        Process(target=add, args=([("apples", 4), ("cheese", 7)],), name="shopper-2"),
    ]
    for p in shoppers:
        p.start()
    for p in shoppers:
        p.join()
    print(len(basket), "items for", total)


if __name__ == "__main__":
    main()
