import time
from multiprocessing import Process, Queue


def work(results):
    time.sleep(2.5)
    results.put("ready")


def main():
    results = Queue()
    p = Process(target=work, args=(results,), name="worker")
    p.start()
    while results.empty():
        pass
    print(results.get())
    p.join()


if __name__ == "__main__":
    main()
