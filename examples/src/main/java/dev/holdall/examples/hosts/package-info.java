/**
 * A manager and two programs on hosts of their own. {@link dev.holdall.examples.hosts.Asker} and {@link
 * dev.holdall.examples.hosts.Answerer} are what one would write; {@link dev.holdall.examples.hosts.Hosts} makes up the hosts, starts
 * everything and takes it away again.
 */
@NullMarked
package dev.holdall.examples.hosts;

import org.jspecify.annotations.NullMarked;
