#!/usr/bin/env bash
# picocli 4.7.7 is compiled for Java 5 (class files of version 49). A dynamic CDS archive of Java 17
# (-XX:ArchiveClassesAtExit) keeps none of its classes, with a warning per class only; a static archive keeps them all.
# shellcheck source=lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
cd "$work"
mvn -B -ntp -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy -Dartifact=info.picocli:picocli:4.7.7 \
  -DoutputDirectory="$work"
java -version 2>&1 | sed -n 1p
cat >Hello.java <<'END'
@picocli.CommandLine.Command(name = "hello")
public class Hello implements Runnable {
    public void run() {}

    public static void main(String[] arguments) {
        System.exit(new picocli.CommandLine(new Hello()).execute(arguments));
    }
}
END
javac -proc:none -cp picocli-4.7.7.jar Hello.java
jar cf hello.jar Hello.class
path=hello.jar:picocli-4.7.7.jar
# loaded ARCHIVE: how many classes of picocli come from it, of how many.
loaded() {
  java "-XX:SharedArchiveFile=$1" -Xlog:class+load -cp "$path" Hello |
    awk '/ picocli\./{all++; shared += /shared objects file/} END{print shared + 0 " of " (all ? "all" : "none")}'
}

expect "version of its class files" "major version: 49" \
  "$(javap -v -cp picocli-4.7.7.jar picocli.CommandLine | grep -o 'major version: .*')"
java -XX:ArchiveClassesAtExit=dynamic.jsa -cp "$path" Hello >/dev/null 2>&1
expect "classes of picocli from a dynamic archive" "0 of all" "$(loaded dynamic.jsa)"
java -Xshare:off -XX:DumpLoadedClassList=classes -cp "$path" Hello
java -Xshare:dump -XX:SharedClassListFile=classes -XX:SharedArchiveFile=static.jsa -cp "$path" >/dev/null 2>&1
expect "classes of picocli from a static archive" "$(grep -c '^picocli/' classes) of all" "$(loaded static.jsa)"
