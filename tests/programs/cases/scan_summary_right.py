from multiprocessing import Manager, Process


def scan(host, summary):
    for port in (22, 80, 443):
        if (hash_of(host) + port) % 2:
            summary["open"].append((host, port))
        else:
            summary["closed"] += 1
    summary["hosts"][host] = "done"


def hash_of(text):
    return sum(text.encode())


def main():
    with Manager() as manager:
        summary = manager.dict({"open": manager.list(), "closed": 0, "hosts": manager.dict()})
        scanners = [
            Process(target=scan, args=(host, summary), name=host) for host in ("web-1", "web-2", "db-1")
        ]
        for p in scanners:
            p.start()
            p.join()
        print("open:", list(summary["open"]))
        print("closed:", summary["closed"])
        print("hosts:", dict(summary["hosts"]))


if __name__ == "__main__":
    main()
