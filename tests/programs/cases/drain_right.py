import time
from multiprocessing import Process, Queue


def work(n, results, todo):
    for item in iter(todo.get, "STOP"):
        results.put(item * item)


def main():
    results, todo = Queue(), Queue()
    for n in range(6):
        todo.put(n)
    ps = [Process(target=work, args=(n, results, todo), name=f"w{n}") for n in range(3)]
    for p in ps:
        p.start()
    for _ in ps:
        todo.put("STOP")
    found = []
    while len(found) < 6:
        if results.empty():
            time.sleep(0.01)
        else:
            found.append(results.get())
    for p in ps:
        p.join()
    todo.put("STOP")
    print(found, todo.empty())


if __name__ == "__main__":
    main()
