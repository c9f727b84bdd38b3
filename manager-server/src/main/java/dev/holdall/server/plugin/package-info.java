/**
 * The manager's side of plug-ins: which there are, and the process that runs their code.
 *
 * <p>{@link dev.holdall.server.plugin.HostProcess} starts a plug-in host, a JVM with the client library and the plug-ins' jars, and another one
 * whenever it ends. The host is a client like any other, but for its session, which the manager admits to what only hosts may do. Calls
 * and states go by that session: see {@code plugins.proto}.
 */
@NullMarked
package dev.holdall.server.plugin;

import org.jspecify.annotations.NullMarked;
