import time
from multiprocessing import Lock, Manager, Process


def withdraw(account, amount, lock):
    with lock:
        balance = account["balance"]
        time.sleep(0.1)
        account["balance"] = balance - amount


def main():
    with Manager() as manager:
        account, lock = manager.dict(balance=100), Lock()
        people = [Process(target=withdraw, args=(account, n * 10, lock), name=f"p{n}") for n in (1, 2)]
        for p in people:
            p.start()
        for p in people:
            p.join()
        print(account["balance"])


if __name__ == "__main__":
    main()
