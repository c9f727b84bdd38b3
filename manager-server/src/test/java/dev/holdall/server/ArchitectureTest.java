package dev.holdall.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import dev.holdall.server.state.ObjectType;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import java.util.Set;

/** Who may know whom: see the packages' own descriptions. */
@AnalyzeClasses(packages = "dev.holdall.server", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] CORE = {"dev.holdall.server.state..", "dev.holdall.server.type.."};

    private static DescribedPredicate<JavaClass> grpcBeyondTheDescriptions() {
        return resideInAPackage("io.grpc..")
                .and(not(resideInAPackage("io.grpc.protobuf..")))
                .and(not(belongToAnyOf(MethodDescriptor.class, ServiceDescriptor.class)))
                .as("gRPC beyond the descriptions of methods");
    }

    @ArchTest
    static final ArchRule core_knowsNoTransport = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .dependOnClassesThat(grpcBeyondTheDescriptions()
                    .or(resideInAnyPackage("io.netty..", "java.net..", "javax.net..", "java.nio.channels.."))
                    .or(resideInAnyPackage(
                            "dev.holdall.server",
                            "dev.holdall.server.transport..",
                            "dev.holdall.server.engine..",
                            "dev.holdall.server.cli.."))
                    .as("a transport, an engine or what is above"));

    @ArchTest
    static final ArchRule core_knowsNoThreadNoClockNoFileAndNoChance = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage("java.util.concurrent..", "java.nio.file..", "java.security..", "javax.crypto..")
                            .or(belongToAnyOf(
                                    Thread.class,
                                    ThreadLocal.class,
                                    Runtime.class,
                                    Process.class,
                                    java.io.File.class,
                                    java.io.FileInputStream.class,
                                    java.io.FileOutputStream.class,
                                    java.time.Clock.class,
                                    java.util.Date.class,
                                    java.util.Calendar.class,
                                    java.util.Timer.class,
                                    java.util.Random.class,
                                    java.util.SplittableRandom.class,
                                    java.util.UUID.class))
                            .as("threads, clocks, files or random numbers"));

    @ArchTest
    static final ArchRule core_asksTheSystemNothing = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .callMethodWhere(new DescribedPredicate<>("they ask for the time, for chance or for the process") {
                private static final Set<String> ASKING = Set.of(
                        "nanoTime", "currentTimeMillis", "random", "getProperty", "getenv", "identityHashCode", "now");

                @Override
                public boolean test(JavaMethodCall call) {
                    String owner = call.getTargetOwner().getPackageName();
                    return ASKING.contains(call.getName()) && (owner.equals("java.lang") || owner.equals("java.time"));
                }
            });

    @ArchTest
    static final ArchRule state_knowsNoType = noClasses()
            .that()
            .resideInAPackage("dev.holdall.server.state..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.holdall.server.type..");

    @ArchTest
    static final ArchRule types_knowNoOtherType = slices().assignedFrom(new SliceAssignment() {
                @Override
                public SliceIdentifier getIdentifierOf(JavaClass type) {
                    JavaClass outermost = type;
                    while (outermost.getEnclosingClass().isPresent()) {
                        outermost = outermost.getEnclosingClass().get();
                    }
                    boolean isType = outermost.getPackageName().equals("dev.holdall.server.type")
                            && outermost.isAssignableTo(ObjectType.class);
                    return isType ? SliceIdentifier.of(outermost.getSimpleName()) : SliceIdentifier.ignore();
                }

                @Override
                public String getDescription() {
                    return "the types of shared object";
                }
            })
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule containers_knowNoProtocol = noClasses()
            .that()
            .resideInAPackage("dev.holdall.server.state.page..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.holdall.v1..", "io.grpc..", "dev.holdall.server.state", "dev.holdall.server.type..");

    @ArchTest
    static final ArchRule transport_knowsNoType = noClasses()
            .that()
            .resideInAPackage("dev.holdall.server.transport..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.holdall.server.type..");

    @ArchTest
    static final ArchRule engine_knowsNeitherTransportNorType = noClasses()
            .that()
            .resideInAPackage("dev.holdall.server.engine..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.holdall.server.transport..", "dev.holdall.server.type..", "io.grpc..", "io.netty..");

    @ArchTest
    static final ArchRule nobodyKnowsTheCommandLine = classes()
            .that()
            .resideInAPackage("dev.holdall.server.cli..")
            .should()
            .onlyHaveDependentClassesThat()
            .resideInAPackage("dev.holdall.server.cli..");
}
