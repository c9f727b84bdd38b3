package dev.holdall.examples.hosts;

import dev.holdall.client.Manager;
import dev.holdall.client.proxy.SharedQueue;

/**
 * A program that takes jobs from a queue and puts answers on another. Its argument is the manager's address; the join link stands in
 * the environment.
 */
final class Answerer {
    private Answerer() {}

    public static void main(String[] args) throws Exception {
        String here = Hosts.addressTowards(args[0]);
        try (Manager manager = Manager.connect(System.getenv(Programs.LINK))) {
            SharedQueue<Job> jobs = manager.queue("jobs", Job.class);
            SharedQueue<Answer> answers = manager.queue("answers", Answer.class);
            int answered = 0;
            for (Job job = jobs.take(); !job.equals(Job.END); job = jobs.take()) {
                answers.put(new Answer(job, job.number() * job.number(), here));
                answered++;
            }
            System.out.println("Answerer at " + here + ": answered " + answered + " jobs");
        }
    }
}
