from multiprocessing import Lock, Manager, Process


def work(n, shared, jobs, results, lock):
    with lock:
        seen = shared["seen"]
        seen.append(n)
        shared["seen"] = seen
        job = jobs[0]
        job["state"] = "done"
        jobs[0] = job
    results["all"].append(n)
    results["by"][n] = "done"
    print(sorted(shared["seen"])[0], shared["seen"].index(n), shared["seen"][0])
    last = shared["seen"].pop()
    print(last, shared["seen"].copy())


def main():
    with Manager() as manager:
        shared, jobs = manager.dict(seen=[]), manager.list([{"state": "new"}])
        results, lock = manager.dict({"all": manager.list(), "by": manager.dict()}), Lock()
        todo = manager.Queue()
        todo.put([3])
        ps = [Process(target=work, args=(n, shared, jobs, results, lock), name=f"w{n}") for n in range(2)]
        for p in ps:
            p.start()
        for p in ps:
            p.join()
        todo.get().append(4)
        print(dict(shared), list(jobs), list(results["all"]))


if __name__ == "__main__":
    main()
