package dev.holdall.examples.hosts;

import dev.holdall.client.Manager;
import dev.holdall.client.proxy.SharedQueue;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * A program that puts jobs on a queue, waits for the answers and checks them. Its argument is the manager's address; the join link stands in
 * the environment.
 */
final class Asker {
    private static final int JOBS = 100;

    private Asker() {}

    public static void main(String[] args) throws Exception {
        String here = Hosts.addressTowards(args[0]);
        try (Manager manager = Manager.connect(System.getenv(Programs.LINK))) {
            SharedQueue<Job> jobs = manager.queue("jobs", Job.class);
            SharedQueue<Answer> answers = manager.queue("answers", Answer.class);
            jobs.addAll(LongStream.rangeClosed(1, JOBS).mapToObj(Job::new).toList());
            System.out.println("Asker at " + here + ": put " + JOBS + " jobs");

            Map<Job, Long> squares = new HashMap<>();
            Set<String> hosts = new TreeSet<>();
            while (squares.size() < JOBS) {
                Answer answer = answers.take();
                squares.put(answer.job(), answer.square());
                hosts.add(answer.host());
            }
            long sum = squares.values().stream().mapToLong(Long::longValue).sum();
            System.out.println("Asker at " + here + ": got " + squares.size() + " answers from "
                    + String.join(", ", hosts) + "; their sum is " + sum);
            jobs.put(Job.END);

            long right = JOBS * (JOBS + 1L) * (2L * JOBS + 1) / 6;
            if (sum != right) {
                throw new IllegalStateException("the sum should be " + right);
            }
        }
    }
}
