<#-- Makes META-INF/THIRD-PARTY-NOTICES: what the jar contains, by whom, and under which terms. A component that has no
     entry here stops the build. -->
<#assign texts = {
    "com.exceptionfactory.jagged": "Apache-2.0",
    "com.github.luben": "zstd-jni",
    "com.google.code.gson": "Apache-2.0",
    "com.hierynomus": "sshj",
    "info.picocli": "Apache-2.0",
    "me.tongfei": "progressbar",
    "org.apache.commons": "Apache-2.0",
    "org.bouncycastle": "bouncycastle",
    "org.jline": "jline",
    "org.jspecify": "Apache-2.0",
    "org.reactivestreams": "reactive-streams",
    "org.slf4j": "slf4j",
    "org.yaml": "Apache-2.0",
    "software.amazon.awssdk": "Apache-2.0"
}>
<#assign used = []>
etcd-snapshot is licensed under the Apache License, Version 2.0: META-INF/LICENSE.
This jar contains parts of the following components. Class files in the format of Java 5 were raised to that of Java 8
when it was built; else they are as their authors released them. The text of each one's terms follows the list.

<#list dependencyMap as entry>
<#assign project = entry.getKey()>
<#assign text = texts[project.groupId]!"">
<#if text == "">
<#stop "no license text for ${project.groupId}:${project.artifactId}: review it and add it in app/src/licenses">
</#if>
<#if !used?seq_contains(text)>
<#assign used = used + [text]>
</#if>
${project.groupId}:${project.artifactId} ${project.version}
    ${entry.getValue()?join(", ")}
    ${project.url!""}
</#list>
<#list used?sort as text>

================================================================================
${text}
================================================================================

<#include text + ".txt">
</#list>
