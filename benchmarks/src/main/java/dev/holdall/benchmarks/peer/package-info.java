/**
 * The systems that are compared, each behind the same few commands: how its server is started, how a client uses it, and how many
 * operations the server itself says that it has served.
 */
@NullMarked
package dev.holdall.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
