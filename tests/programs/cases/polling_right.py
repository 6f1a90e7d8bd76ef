import time
from multiprocessing import Event, Lock, Pipe, Process, Queue


def work(results, stop, sender):
    count = 0
    while not stop.is_set():
        count += 1
    sender.send(count)
    results.put("ready")


def main():
    results, stop, lock = Queue(), Event(), Lock()
    receiver, sender = Pipe(False)
    p = Process(target=work, args=(results, stop, sender), name="worker")
    p.start()
    end = time.monotonic() + 1.6
    while time.monotonic() < end:
        if results.empty() and not receiver.poll(0):
            time.sleep(0.005)
        if lock.acquire(block=False):
            lock.release()
    stop.set()
    while p.is_alive():
        time.sleep(0.01)
    print(results.get(), receiver.recv() > 0)
    p.join()


if __name__ == "__main__":
    main()
