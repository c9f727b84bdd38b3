/** The program that worker processes run: threads that use shared objects all the time and record what they see. */
@NullMarked
package dev.holdall.faults.worker;

import org.jspecify.annotations.NullMarked;
