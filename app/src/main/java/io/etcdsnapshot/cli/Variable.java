package io.etcdsnapshot.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the environment variable of an option, where the usual one, {@code ETCD_SNAPSHOT_} and the option's name, has
 * another meaning for another command.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
@interface Variable {
    /** Stands for no variable: only the command line may ask for something destructive. */
    String NONE = "";

    String value();
}
