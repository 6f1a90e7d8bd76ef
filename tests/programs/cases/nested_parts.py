from multiprocessing import Manager, Process


def work(n, totals, tree, jobs, tags):
    seen = totals["seen"]
    seen += [n]
    print(len(seen))
    leaf = tree["root"]["leaf"]
    leaf.append(n)
    for job in jobs["open"]:
        job["by"] = n
    found = tags.get("found")
    found |= {n}


def main():
    with Manager() as manager:
        totals, tree = manager.dict(seen=[]), manager.dict(root={"leaf": []})
        jobs, tags = manager.dict(open=[{}, {}]), manager.dict(found=set())
        ps = [Process(target=work, args=(n, totals, tree, jobs, tags), name=f"w{n}") for n in range(2)]
        for p in ps:
            p.start()
        for p in ps:
            p.join()
        print(totals["seen"], tree["root"], jobs["open"], tags["found"])


if __name__ == "__main__":
    main()
