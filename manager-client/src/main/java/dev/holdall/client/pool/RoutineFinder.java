package dev.holdall.client.pool;

import dev.holdall.client.routine.Routine;
import dev.holdall.client.routine.RoutineName;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** The routines that a worker runs for its pool, each found once. For one thread. */
final class RoutineFinder {
    private final ClassLoader loader;
    private final Predicate<Class<?>> allowed;
    private final Map<RoutineName, Routine> found = new HashMap<>();

    /** @param allowed which classes' routines may run: names come from whoever can put tasks into the pool */
    RoutineFinder(ClassLoader loader, Predicate<Class<?>> allowed) {
        this.loader = loader;
        this.allowed = allowed;
    }

    /** All classes of a program and its libraries; not those of Java and of Holdall, which would do many things that no task does. */
    static RoutineFinder ofProgram(ClassLoader loader) {
        return new RoutineFinder(
                loader,
                type -> type.getClassLoader() != null
                        && type.getClassLoader() != ClassLoader.getPlatformClassLoader()
                        && !isHoldalls(type));
    }

    private static boolean isHoldalls(Class<?> type) {
        return type.getProtectionDomain().equals(RoutineFinder.class.getProtectionDomain());
    }

    /**
     * @throws IllegalArgumentException if the class is none whose routines may run
     * @throws ReflectiveOperationException if there is no such routine
     */
    Routine find(RoutineName name) throws ReflectiveOperationException {
        Routine routine = found.get(name);
        if (routine == null) {
            routine = check(Class.forName(name.type(), false, loader), name);
            found.put(name, routine);
        }
        return routine;
    }

    private Routine check(Class<?> type, RoutineName name) throws ReflectiveOperationException {
        if (!allowed.test(type)) {
            throw new IllegalArgumentException("the routines of " + name.type() + " are not for pools");
        }
        return Routine.find(name, loader);
    }
}
