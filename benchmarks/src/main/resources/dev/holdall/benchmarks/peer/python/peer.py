"""Python's manager, and client processes that use it: what DriverMain and ServerProcess are for the others."""
import itertools
import queue
import random
import struct
import sys
import threading
import time
from collections import Counter
from multiprocessing.managers import BaseManager, BaseProxy, DictProxy, ListProxy

KEYS = ["key-%d" % i for i in range(10_000)]
AHEAD = 1_024
AUTHKEY = b"benchmark"
STAMP = struct.Struct(">q")


class Served:
    """Counts, without a lock: the next number of a counter is taken in one step of the interpreter."""

    def __init__(self):
        self.numbers = itertools.count()

    def count(self):
        next(self.numbers)

    def total(self):
        # The number that would be the next one.
        return self.numbers.__reduce__()[1][0]


served = Served()


class CountedDict(dict):
    def __setitem__(self, key, value):
        served.count()
        dict.__setitem__(self, key, value)

    def __getitem__(self, key):
        served.count()
        return dict.__getitem__(self, key)


class CountedList(list):
    def append(self, element):
        served.count()
        list.append(self, element)


class CountedQueue(queue.Queue):
    def put(self, element, block=True, timeout=None):
        served.count()
        queue.Queue.put(self, element, block, timeout)

    def get(self, block=True, timeout=None):
        element = queue.Queue.get(self, block, timeout)
        served.count()
        return element

    def clear(self):
        with self.mutex:
            self.queue.clear()


class Number:
    """A value whose addition is one call; with manager.Value it would be two, and a lock around them."""

    def __init__(self):
        self.number = 0
        self.lock = threading.Lock()

    def add(self):
        served.count()
        with self.lock:
            self.number += 1
            return self.number

    def reset(self):
        self.number = 0


class NumberProxy(BaseProxy):
    _exposed_ = ("add", "reset")

    def add(self):
        return self._callmethod("add")

    def reset(self):
        return self._callmethod("reset")


class QueueProxy(BaseProxy):
    _exposed_ = ("put", "get", "clear")

    def put(self, element):
        return self._callmethod("put", (element,))

    def get(self, block=True):
        return self._callmethod("get", (block,))

    def clear(self):
        return self._callmethod("clear")


class Objects(BaseManager):
    pass


the_dict = CountedDict()
the_list = CountedList()
the_queue = CountedQueue()
the_number = Number()
Objects.register("dict", callable=lambda: the_dict, proxytype=DictProxy)
Objects.register("list", callable=lambda: the_list, proxytype=ListProxy)
Objects.register("queue", callable=lambda: the_queue, proxytype=QueueProxy)
Objects.register("number", callable=lambda: the_number, proxytype=NumberProxy)


def serve():
    server = Objects(address=("127.0.0.1", 0), authkey=AUTHKEY).get_server()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print("ready %s:%d" % server.address, flush=True)
    for _ in sys.stdin:
        print("served %d" % served.total(), flush=True)


class Program:
    def __init__(self, address):
        host, port = address.rsplit(":", 1)
        manager = Objects(address=(host, int(port)), authkey=AUTHKEY)
        manager.connect()
        self.dict = manager.dict()
        self.list = manager.list()
        self.queue = manager.queue()
        self.number = manager.number()
        self.crew = []

    def reset(self, size):
        value = bytes(size)
        self.number.reset()
        self.list[:] = []
        self.queue.clear()
        self.dict.update(dict.fromkeys(KEYS, value))

    def step(self, workload, value, chance):
        def put():
            self.dict[KEYS[int(chance() * len(KEYS))]] = value

        def get():
            return self.dict[KEYS[int(chance() * len(KEYS))]]

        def both():
            self.queue.put(value)
            self.queue.get(False)

        def mix():
            if chance() < 0.1:
                put()
            else:
                get()

        return {
            "put": put,
            "get": get,
            "add": self.number.add,
            "append": lambda: self.list.append(value),
            "queue": both,
            "mix": mix,
        }[workload]

    def repeat(self, workload, value, millis, seed):
        step = self.step(workload, value, random.Random(seed).random)
        each = 2 if workload == "queue" else 1
        clock = time.monotonic_ns
        latencies = []
        before = clock()
        end = before + millis * 1_000_000
        while before < end:
            step()
            now = clock()
            latencies.append((now - before) // each)
            before = now
        done = len(latencies) * each
        return done, done, latencies

    def put_until(self, end, value, ahead=None, pause=0):
        calls = 0
        now = time.monotonic_ns()
        while now < end:
            if ahead:
                ahead.acquire()
            if pause:
                time.sleep(pause)
            self.queue.put(STAMP.pack(time.monotonic_ns()) + value[STAMP.size:])
            calls += 1
            now = time.monotonic_ns()
        self.queue.put(STAMP.pack(0) + value[STAMP.size:])
        return 0, calls + 1, []

    def take_until_end(self, ahead=None):
        latencies = []
        while True:
            put = STAMP.unpack_from(self.queue.get())[0]
            if put == 0:
                return 2 * len(latencies), len(latencies) + 1, latencies
            latencies.append(time.monotonic_ns() - put)
            if ahead:
                ahead.release()

    def tasks(self, workload, mode, size, millis, seed, part):
        value = bytes(size)
        threads = 16 if mode == "threads" else 1
        end = time.monotonic_ns() + millis * 1_000_000
        if workload == "handing":
            ahead = threading.Semaphore(AHEAD)
            half = max(1, threads // 2)
            return [lambda: self.put_until(end, value, ahead=ahead)] * half + [
                lambda: self.take_until_end(ahead)
            ] * half
        if workload == "handover":
            if part == "TAKE":
                return [self.take_until_end]
            return [lambda: self.put_until(end, value, pause=0.001)]
        return [
            lambda seed=seed + i: self.repeat(workload, value, millis, seed)
            for i in range(threads)
        ]

    def run(self, words):
        workload, mode, size, millis, seed, part = words.split(" ")
        tasks = self.tasks(workload, mode, int(size), int(millis), int(seed), part)
        while len(self.crew) < len(tasks):
            self.crew.append(Thread())
        start = time.monotonic_ns()
        for thread, task in zip(self.crew, tasks):
            thread.tasks.put(task)
        results = [thread.results.get() for thread, _ in zip(self.crew, tasks)]
        nanos = time.monotonic_ns() - start
        for result in results:
            if isinstance(result, Exception):
                raise result
        counted = Counter()
        for _, _, latencies in results:
            counted.update(rounded(latency) for latency in latencies)
        histogram = ",".join("%d:%d" % item for item in sorted(counted.items())) or "-"
        return "%d %d %d %s" % (
            sum(result[0] for result in results),
            sum(result[1] for result in results),
            nanos,
            histogram,
        )


class Thread:
    """A thread that stays from one round to the next, and its connection with it: proxies have one for each thread."""

    def __init__(self):
        self.tasks = queue.SimpleQueue()
        self.results = queue.SimpleQueue()
        threading.Thread(target=self.work, daemon=True).start()

    def work(self):
        while True:
            task = self.tasks.get()
            try:
                self.results.put(task())
            except Exception as failure:
                self.results.put(failure)


def rounded(nanos):
    """To three digits, as the histograms of the others have it."""
    digits = len(str(nanos)) - 3
    return nanos if digits <= 0 else nanos // 10**digits * 10**digits


def drive():
    programs = {}
    for line in sys.stdin:
        command, peer, *rest = line.rstrip("\n").split(" ", 2)
        try:
            if command == "connect":
                programs[peer] = Program(rest[0])
                print("connected", flush=True)
            elif command == "reset":
                programs[peer].reset(int(rest[0]))
                print("reset", flush=True)
            elif command == "run":
                print("done " + programs[peer].run(rest[0]), flush=True)
            else:
                print("failed there is no command '%s'" % command, flush=True)
        except Exception as failure:
            print("failed %r" % failure, flush=True)


{"serve": serve, "drive": drive}[sys.argv[1]]()
