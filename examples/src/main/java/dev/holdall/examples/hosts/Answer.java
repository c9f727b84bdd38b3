package dev.holdall.examples.hosts;

/** What became of a job, and the address of the host where. */
record Answer(Job job, long square, String host) {}
