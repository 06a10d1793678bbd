package dev.sluice.balancer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/** The arrows of the house: they only run downwards. */
@AnalyzeClasses(
    packages = "dev.sluice.balancer",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String ROOT = "dev.sluice.balancer.";

  @ArchTest
  static final ArchRule arrowsRunDownwards =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("cli")
          .definedBy(ROOT + "cli..")
          .layer("observe")
          .definedBy(ROOT + "observe..")
          .layer("runtime")
          .definedBy(ROOT + "runtime..")
          .layer("tcp")
          .definedBy(ROOT + "tcp..")
          .layer("udp")
          .definedBy(ROOT + "udp..")
          .layer("http")
          .definedBy(ROOT + "http..")
          .layer("simulate")
          .definedBy(ROOT + "simulate..")
          .layer("balance")
          .definedBy(ROOT + "balance..")
          .layer("net")
          .definedBy(ROOT + "net..")
          .layer("event")
          .definedBy(ROOT + "event..")
          .layer("config")
          .definedBy(ROOT + "config..")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("observe")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("runtime")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("tcp")
          .mayOnlyBeAccessedByLayers("runtime")
          .whereLayer("udp")
          .mayOnlyBeAccessedByLayers("runtime")
          .whereLayer("http")
          .mayOnlyBeAccessedByLayers("runtime")
          .whereLayer("simulate")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("simulate")
          .mayOnlyAccessLayers("balance", "config")
          .whereLayer("balance")
          .mayOnlyBeAccessedByLayers("tcp", "udp", "http", "runtime", "simulate")
          .whereLayer("net")
          .mayOnlyBeAccessedByLayers("tcp", "udp", "http", "runtime")
          .whereLayer("event")
          .mayOnlyBeAccessedByLayers("net", "tcp", "udp", "http", "runtime", "observe", "cli");

  @ArchTest
  static final ArchRule noCycles =
      SlicesRuleDefinition.slices().matching(ROOT + "(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule policyKnowsNoTransport =
      noClasses()
          .that()
          .resideInAnyPackage(ROOT + "balance..", ROOT + "http.route..", ROOT + "http.filter..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx..", "io.netty..", "java.net..", "java.nio.channels..");

  @ArchTest
  static final ArchRule simulationsOpenNothing =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "simulate..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx..", "io.netty..", "java.net..", "java.nio..");

  @ArchTest
  static final ArchRule policyHasNoClockAndNoThreadsOfItsOwn =
      noClasses()
          .that()
          .resideInAnyPackage(
              ROOT + "balance..",
              ROOT + "http.route..",
              ROOT + "http.filter..",
              ROOT + "simulate..")
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(java.util.concurrent.ThreadLocalRandom.class);

  @ArchTest
  static final ArchRule noMutableStaticState =
      ArchRuleDefinition.fields().that().areStatic().should().beFinal();

  @ArchTest
  static final ArchRule noInheritanceForReuse =
      classes()
          .that(
              new DescribedPredicate<JavaClass>("are classes that can be subclassed") {
                @Override
                public boolean test(JavaClass type) {
                  return !type.isInterface() && !type.isEnum() && !type.isAnonymousClass();
                }
              })
          .should()
          .haveModifier(JavaModifier.FINAL);
}
