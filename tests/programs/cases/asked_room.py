from multiprocessing import Event, Process, Queue


def feed(items, asked, filled):
    if not items.full():
        asked.set()
        filled.wait()
        items.put_nowait("late")


def drain(items, asked, taken):
    while items.qsize() < 1:
        pass
    if not items.empty():
        asked.set()
        taken.wait()
        print(items.get_nowait())


def main():
    items, asked, go_on = Queue(1), Event(), Event()
    feeder = Process(target=feed, args=(items, asked, go_on), name="feeder")
    feeder.start()
    asked.wait()
    items.put("early")
    go_on.set()
    feeder.join()
    asked.clear()
    go_on.clear()
    drainer = Process(target=drain, args=(items, asked, go_on), name="drainer")
    drainer.start()
    asked.wait()
    print(items.get(), feeder.exitcode)
    go_on.set()
    drainer.join()
    print(drainer.exitcode)


if __name__ == "__main__":
    main()
