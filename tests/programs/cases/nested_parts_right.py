from multiprocessing import Lock, Manager, Process


def work(n, totals, tree, jobs, tags, lock):
    with lock:
        totals["seen"] += [n]
        seen = totals["seen"]
        seen += [-1]
        totals["marked"] = seen
        root = tree["root"]
        leaf = root["leaf"]
        leaf.append(n)
        tree["root"] = root
        done = []
        for job in jobs["open"]:
            job["by"] = n
            done.append(job)
        jobs["open"] = done
        found = tags.get("found")
        found |= {n}
        tags["found"] = found
    mine = totals["seen"]
    mine += [3]
    low = min(mine)
    for count in tags["counts"]:
        count += 1
        print(count)
    for part in tree["parts"]:
        part.append(n)
    name = tags["names"]["first"]
    name += "!"
    print(low, name)


def main():
    with Manager() as manager:
        totals, tree = (
            manager.dict(seen=[]),
            manager.dict(root={"leaf": []}, parts=manager.list([manager.list()])),
        )
        jobs, tags = (
            manager.dict(open=[{}, {}]),
            manager.dict(found=set(), counts=[1], names={"first": "a"}),
        )
        lock = Lock()
        ps = [Process(target=work, args=(n, totals, tree, jobs, tags, lock), name=f"w{n}") for n in range(2)]
        for p in ps:
            p.start()
        for p in ps:
            p.join()
        print(totals["seen"], tree["root"], jobs["open"], tags["found"], list(tree["parts"][0]))


if __name__ == "__main__":
    main()
