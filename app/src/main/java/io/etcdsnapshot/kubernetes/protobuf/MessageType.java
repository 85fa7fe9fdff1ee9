package io.etcdsnapshot.kubernetes.protobuf;

import java.util.List;

/**
 * A message.
 *
 * @param wrapper the message of one field that stands for a list or map of its own type in Go: in JSON it is that value
 */
record MessageType(String name, boolean wrapper, List<FieldType> fields) {}
