/** What workers did and saw: operations, written while they run so that a killed worker's are not lost, and read again afterwards. Knows nothing of what the operations mean. */
@NullMarked
package dev.holdall.faults.history;

import org.jspecify.annotations.NullMarked;
