"""Kills workers of a multiprocessing.Manager in get, in possession of a lock, and half way through a job."""

import multiprocessing
import os
import queue
import signal
import sys
import time

PATIENCE = 5


def taker(jobs, reports):
    reports.put((os.getpid(), "waits"))
    reports.put((os.getpid(), "got " + jobs.get()))


def locker(lock, reports):
    lock.acquire()
    reports.put((os.getpid(), "has the lock"))
    time.sleep(600)


def worker(jobs, reports):
    job = jobs.get()
    reports.put((os.getpid(), "is half way through " + job))
    time.sleep(600)


def kill(process):
    os.kill(process.pid, signal.SIGKILL)
    process.join()


def start(context, target, *args):
    process = context.Process(target=target, args=args, daemon=True)
    process.start()
    return process


def next_report(reports):
    try:
        return reports.get(timeout=PATIENCE)
    except queue.Empty:
        return None


def main():
    context = multiprocessing.get_context("fork")
    picked_up = 0
    with context.Manager() as manager:
        jobs, reports = manager.Queue(), manager.Queue()
        first = start(context, taker, jobs, reports)
        reports.get()
        time.sleep(0.5)
        second = start(context, taker, jobs, reports)
        reports.get()
        time.sleep(0.5)
        kill(first)
        jobs.put("the next job")
        report = next_report(reports)
        picked_up += report is not None
        print("take: worker %d is killed while it is first in line in get()" % first.pid)
        print("take: " + ("worker %d %s" % report if report else "LOST: the manager hands the next job to the dead worker"))
        second.kill()

        lock = manager.Lock()
        first = start(context, locker, lock, reports)
        print("lock: worker %d %s and is killed" % reports.get())
        kill(first)
        got = lock.acquire(timeout=PATIENCE)
        picked_up += got
        print("lock: " + ("it can be acquired again" if got else "HELD FOR EVER: nobody gets it within %d s" % PATIENCE))

        jobs = manager.Queue()
        jobs.put("a long job")
        first = start(context, worker, jobs, reports)
        print("job: worker %d %s and is killed" % reports.get())
        kill(first)
        second = start(context, worker, jobs, reports)
        report = next_report(reports)
        picked_up += report is not None
        print("job: " + ("worker %d %s" % report if report else "LOST: the queue gave it away and knows nothing of it"))
        second.kill()
    print("%d of 3 picked up by others, Python %d.%d" % (picked_up, *sys.version_info[:2]))


if __name__ == "__main__":
    main()
