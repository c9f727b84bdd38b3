package dev.holdall.examples.plugins;

import dev.holdall.client.plugin.PluginObject;

/** A number that is only added to. What clients call; nothing else of the type is seen by them. */
public interface Counter extends PluginObject {
    /** Adds, and returns the sum. */
    long add(long n);

    long get();
}
