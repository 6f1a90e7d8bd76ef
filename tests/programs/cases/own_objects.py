"""What is given to a child is a copy: an object, its attributes, a list, a dict, in a process or a worker."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pool, Process


class Shop:
    def __init__(self):
        self.sold = 0
        self.names = []

    def sell(self, name):
        self.sold += 1
        self.names.append(name)

    def report(self):
        return self.sold


class Square(Process):
    def __init__(self, number):
        super().__init__(name=f"square-{number}")
        self.number = number
        self.result = None

    def run(self):
        self.result = self.number**2


class Account:
    def __init__(self):
        self.balance = 1


def fill(rows, counts, account):
    rows[0].append(len(rows))
    counts["rows"] += 1
    account.balance += 5


def add(number):
    global total
    total += number


total = 0


def main():
    shop, rows, counts, account = Shop(), [[1], [2]], {"rows": 0, "by": "main"}, Account()
    children = [Process(target=shop.sell, args=("tea",), name="seller"), Square(3)]
    children.append(Process(target=fill, args=(rows,), kwargs={"counts": counts, "account": account}))
    for child in children:
        child.start()
    for child in children:
        child.join()
    print(shop.names, shop.report())
    print([child.result for child in children if child.name == "square-3"])
    print(rows, counts["rows"], account.balance)


def pools():
    shop = Shop()
    with Pool(1) as pool:
        pool.map(shop.sell, ["tea", "jam"])
    print(shop.sold)
    with ProcessPoolExecutor(1) as executor:
        list(executor.map(add, [1, 2]))
    print(total)


if __name__ == "__main__":
    main()
    pools()
