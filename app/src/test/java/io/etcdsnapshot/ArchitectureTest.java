package io.etcdsnapshot;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

@AnalyzeClasses(packages = "io.etcdsnapshot", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] DOMAIN = {
        "..adopt..",
        "..backup..",
        "..etcd..",
        "..retention..",
        "..sync..",
        "..stream..",
        "..restore..",
        "..check..",
        "..catalogue..",
        "..kubernetes.."
    };

    @ArchTest
    static final ArchRule theDomainNeedsTheJdkAlone = classes()
            .that()
            .resideInAnyPackage(DOMAIN)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "javax.crypto..", "io.etcdsnapshot..", "org.jspecify..");

    @ArchTest
    static final ArchRule theDomainKnowsNoAdapters = noClasses()
            .that()
            .resideInAnyPackage(DOMAIN)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..cli..",
                    "..report..",
                    "..console..",
                    "..store..",
                    "..host..",
                    "..kube..",
                    "..values..",
                    "..json..",
                    "..rehearse..");

    @ArchTest
    static final ArchRule picocliStaysInCli = onlyIn("picocli..", "..cli..");

    @ArchTest
    static final ArchRule snakeYamlStaysInValues = onlyIn("org.yaml..", "..values..");

    @ArchTest
    static final ArchRule gsonStaysInJson = onlyIn("com.google.gson..", "..json..");

    @ArchTest
    static final ArchRule theProgressBarStaysInConsole = onlyIn("me.tongfei..", "..console..");

    @ArchTest
    static final ArchRule signingStaysInS3 = onlyIn("software.amazon..", "..store.s3..");

    @ArchTest
    static final ArchRule zstdStaysInStoreAndCompression = noClasses()
            .that()
            .resideOutsideOfPackages("..store..", "..compression..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.github.luben..");

    @ArchTest
    static final ArchRule jaggedStaysInAge = onlyIn("com.exceptionfactory..", "..crypto.age..");

    @ArchTest
    static final ArchRule httpStaysInAdapters = noClasses()
            .that()
            .resideOutsideOfPackages("..kube..", "..rehearse..", "..store.s3..", "..ping..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.net.http..");

    @ArchTest
    static final ArchRule adaptersDoNotKnowTheCommandLine = noClasses()
            .that()
            .resideInAnyPackage(
                    "..store..",
                    "..host..",
                    "..kube..",
                    "..values..",
                    "..json..",
                    "..report..",
                    "..console..",
                    "..rehearse..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..cli..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles = SlicesRuleDefinition.slices()
            .matching("io.etcdsnapshot.(*)..")
            .should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyMainExits = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.etcdsnapshot.Main")
            .should()
            .callMethod(System.class, "exit", int.class);

    private static ArchRule onlyIn(String library, String home) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(home)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library);
    }
}
