package dev.holdall.client.routine;

import java.io.Serializable;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a serializable lambda or method reference stands for, as the compiler tells it: a static method, and the values with which its
 * first parameters are filled.
 *
 * @param captured what a lambda captured, in the order of the method's parameters
 */
public record MethodReference(Method method, List<@Nullable Object> captured) {
    /** @throws IllegalArgumentException if it is neither, or its method is not static */
    public static MethodReference of(Serializable reference) {
        SerializedLambda told = tell(reference);
        if (told.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic) {
            throw new IllegalArgumentException(
                    "another process can run static methods, and lambdas that use no fields or methods of"
                            + " their surroundings; " + told.getImplClass().replace('/', '.') + "."
                            + told.getImplMethodName()
                            + " belongs to an object");
        }
        List<@Nullable Object> captured = new ArrayList<>();
        for (int i = 0; i < told.getCapturedArgCount(); i++) {
            captured.add(told.getCapturedArg(i));
        }
        return new MethodReference(method(told, reference.getClass().getClassLoader()), captured);
    }

    private static SerializedLambda tell(Serializable reference) {
        try {
            Method replacement = reference.getClass().getDeclaredMethod("writeReplace");
            replacement.setAccessible(true);
            if (replacement.invoke(reference) instanceof SerializedLambda told) {
                return told;
            }
        } catch (NoSuchMethodException e) {
            // An object of a class, which is told below.
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalArgumentException("the reference " + reference + " does not tell what it stands for", e);
        }
        throw new IllegalArgumentException(
                "another process runs what has a name: a static method reference such as Jobs::index,"
                        + " or a lambda, written in the call; "
                        + reference.getClass().getName() + " is neither");
    }

    private static Method method(SerializedLambda told, ClassLoader loader) {
        try {
            MethodType type = MethodType.fromMethodDescriptorString(told.getImplMethodSignature(), loader);
            return Class.forName(told.getImplClass().replace('/', '.'), false, loader)
                    .getDeclaredMethod(told.getImplMethodName(), type.parameterArray());
        } catch (ReflectiveOperationException | TypeNotPresentException e) {
            throw new IllegalArgumentException("the method of the reference is not there: " + e.getMessage(), e);
        }
    }
}
