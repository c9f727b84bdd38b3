/**
 * The command line: {@code holdall serve} and what helps beside it. Turns words into {@link dev.holdall.server.ServerOptions}, and
 * what goes wrong into one line and an exit code.
 */
@NullMarked
package dev.holdall.server.cli;

import org.jspecify.annotations.NullMarked;
