package dev.holdall.client.routine;

/**
 * The names under which another process finds a routine.
 *
 * @param type the class
 * @param method the static method; empty: the class itself, of which an instance is made
 * @param parameters the types of the method's or constructor's parameters, as the JVM writes them: {@code (ILjava/lang/String;)V}
 */
public record RoutineName(String type, String method, String parameters) {
    @Override
    public String toString() {
        return method.isEmpty() ? type : type + "." + method;
    }
}
