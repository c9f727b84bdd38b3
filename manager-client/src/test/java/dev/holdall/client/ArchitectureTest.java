package dev.holdall.client;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import io.grpc.ManagedChannel;

/** Who may know whom in the client. */
@AnalyzeClasses(packages = "dev.holdall.client", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final DescribedPredicate<JavaClass> NETTY =
            describe("of Netty", type -> type.getName().contains(".netty."));

    private static final DescribedPredicate<JavaClass> TRANSPORT = NETTY.or(describe(
            "a transport of gRPC",
            type -> type.isAssignableTo(ManagedChannel.class)
                    || type.getName().startsWith("io.grpc.ManagedChannel")
                    || type.getName().startsWith("io.grpc.Server")));

    @ArchTest
    static final ArchRule PROXIES_KNOW_NO_TRANSPORT = noClasses()
            .that()
            .resideInAPackage("..client.proxy..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..client.session..", "..client.process..")
            .orShould()
            .dependOnClassesThat(TRANSPORT);

    @ArchTest
    static final ArchRule CALLS_KNOW_NO_SESSION = noClasses()
            .that()
            .resideInAPackage("..client.call..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..client.session..", "..client.process..", "..client.proxy..", "..client.codec..")
            .orShould()
            .dependOnClassesThat(TRANSPORT);

    @ArchTest
    static final ArchRule CODECS_KNOW_NO_GRPC = noClasses()
            .that()
            .resideInAPackage("..client.codec..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.grpc..", "..client.call..", "..client.session..", "..client.process..", "..client.proxy..");

    @ArchTest
    static final ArchRule ONLY_JSON_KNOWS_JACKSON = noClasses()
            .that()
            .resideOutsideOfPackage("..client.json..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("tools.jackson..", "com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule JSON_ITSELF_LOADS_WITHOUT_JACKSON = noClasses()
            .that()
            .haveSimpleName("Json")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("tools.jackson..", "com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule SESSIONS_KNOW_NO_PROXY = noClasses()
            .that()
            .resideInAPackage("..client.session..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..client.proxy..", "..client.codec..", "..client.process..");

    @ArchTest
    static final ArchRule THE_SESSION_ITSELF_KNOWS_NO_STREAM = noClasses()
            .that()
            .haveSimpleName("ClientSession")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.grpc..", "java.util.concurrent..");

    @ArchTest
    static final ArchRule NOTHING_PUBLIC_MENTIONS_NETTY = ArchRuleDefinition.codeUnits()
            .that()
            .areDeclaredInClassesThat()
            .arePublic()
            .should(mentionNoNetty());

    private static ArchCondition<JavaCodeUnit> mentionNoNetty() {
        return new ArchCondition<>("mention no type of Netty where others can see it") {
            @Override
            public void check(JavaCodeUnit unit, ConditionEvents events) {
                boolean seen = unit.getModifiers().contains(JavaModifier.PUBLIC)
                        || unit.getModifiers().contains(JavaModifier.PROTECTED);
                boolean mentions = NETTY.test(unit.getRawReturnType())
                        || unit.getRawParameterTypes().stream().anyMatch(NETTY);
                events.add(new SimpleConditionEvent(unit, !(seen && mentions), unit.getFullName()));
            }
        };
    }
}
