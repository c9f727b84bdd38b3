/** Whether a history can be true: a search for an order of the operations that explains every answer, and one model for each kind of object that says what an order explains. Knows nothing of processes and files. */
@NullMarked
package dev.holdall.faults.check;

import org.jspecify.annotations.NullMarked;
