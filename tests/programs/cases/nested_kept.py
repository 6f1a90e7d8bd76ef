from multiprocessing import Manager, Process


def work(table, jobs, ns, words):
    row = table["a"]
    row.append(1)
    for job in jobs:
        job["state"] = "done"
    for _, lengths in words.items():
        lengths.append(3)
    history = ns.history
    history.append(3)
    print(len(history))


def main():
    with Manager() as manager:
        table, jobs, words = manager.dict(a=[]), manager.list([{"state": "new"}]), manager.dict(tea=[])
        ns = manager.Namespace(history=[])
        p = Process(target=work, args=(table, jobs, ns, words), name="w")
        p.start()
        p.join()
        print(table, jobs, words, ns.history)


if __name__ == "__main__":
    main()
