from multiprocessing import Manager, Process


class Job:
    state = "new"


def work(n, shared, jobs, results, ns):
    shared.setdefault("seen", []).append(n)
    jobs[0]["state"] = "done"
    jobs[0]["tries"] += 1
    results.get("all").add(n)
    ns.log.append(n)
    shared["job"].state = "done"


def main():
    with Manager() as manager:
        shared, jobs, ns = (
            manager.dict(job=Job()),
            manager.list([{"state": "new", "tries": 0}]),
            manager.Namespace(log=[]),
        )
        results = manager.dict({"all": set()})
        ps = [Process(target=work, args=(n, shared, jobs, results, ns), name=f"w{n}") for n in range(2)]
        for p in ps:
            p.start()
        for p in ps:
            p.join()
        print(dict(shared), list(jobs), dict(results), ns)


if __name__ == "__main__":
    main()
