/** Many idle clients in one process: see {@link dev.holdall.benchmarks.limits}. They need the handshake, which is nobody else's business. */
@NullMarked
package dev.holdall.client.session;

import org.jspecify.annotations.NullMarked;
