from multiprocessing import Barrier, Lock, Manager, Process


def withdraw(account, amount, lock, asked):
    with lock:
        balance = account["balance"]
    asked.wait()
    with lock:
        account["balance"] = balance - amount


def main():
    with Manager() as manager:
        account, lock, asked = manager.dict(balance=100), Lock(), Barrier(2)
        people = [Process(target=withdraw, args=(account, n * 10, lock, asked), name=f"p{n}") for n in (1, 2)]
        for p in people:
            p.start()
        for p in people:
            p.join()
        print(account["balance"])


if __name__ == "__main__":
    main()
