import random
from multiprocessing import Lock, Manager, Process


def polling_station(number, votes, counting):
    chance = random.Random(number)
    for _ in range(150):
        party = chance.choice(("blue", "green", "red"))
        with counting:
            votes[party] += 1


def main():
    counting = Lock()
    with Manager() as manager:
        votes = manager.dict(blue=0, green=0, red=0)
        stations = [
            Process(target=polling_station, args=(n, votes, counting), name=f"station-{n}") for n in range(4)
        ]
        for p in stations:
            p.start()
        for p in stations:
            p.join()
        result = dict(votes)
    print(sum(result.values()), "votes counted of", 4 * 150)


if __name__ == "__main__":
    main()
