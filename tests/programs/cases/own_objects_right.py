"""What is given to a child is a copy, and nobody expects anything else."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pool, Process, Queue


class Shop:
    def __init__(self, sales):
        self.sales = sales
        self.sold = 0
        self.asked = 0
        self.names = ["jam"]

    def sell(self, name):
        self.asked += 1
        self.names.remove("jam")
        self.sales.put((name, self.asked))

    def report(self):
        self.sold += 1
        return self.sold, self.names


class Ticker(Process):
    def __init__(self, ticks):
        super().__init__(name="ticker")
        self.ticks = ticks
        self.done = 0

    def run(self):
        for _ in range(self.ticks):
            self.done += 1
        print(self.done)


def price(order, orders, settings, done):
    order["total"] = order["price"] * 2
    orders.sort()
    while orders:
        orders.pop()
    settings["worker"] = "pricing"
    done.put(order)


def measure(word):
    seen.append(word)
    return len(word)


seen = []


def main():
    sales, done = Queue(), Queue()
    shop, order, orders, settings = (
        Shop(sales),
        {"price": 2, "name": "tea"},
        [3, 1],
        {"out": "x", "worker": None},
    )
    children = [Process(target=shop.sell, args=("tea",)), Ticker(3)]
    children.append(Process(target=price, args=(order, orders, settings, done)))
    for child in children:
        child.start()
    shop.sold += sales.get()[1]
    priced = done.get()
    for child in children:
        child.join()
    print(shop.report(), len(orders), order["name"], priced["total"], settings["out"])
    print([child.ticks for child in children if isinstance(child, Ticker)])


def pools():
    with Pool(1) as pool:
        lengths = pool.map(measure, ["tea", "jam"])
    with ProcessPoolExecutor(1) as executor:
        lengths += executor.map(measure, ["milk"])
    print(lengths)


if __name__ == "__main__":
    main()
    pools()
