package io.etcdsnapshot.store.s3;

import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An element of a server's answer: names without namespaces, no attributes. Answers come from afar: no document type, no
 * entities of its own, no deep nesting.
 *
 * @param value the text directly in it
 */
record XmlElement(String name, String value, List<XmlElement> children) {
    private static final int MAX_DEPTH = 16;
    private static final XMLInputFactory FACTORY = hardened();

    /** Text that is not the XML it should be. */
    static final class Malformed extends Exception {
        Malformed(String message) {
            super(message);
        }
    }

    private record Open(String name, StringBuilder value, List<XmlElement> children) {
        XmlElement close() {
            return new XmlElement(name, value.toString().strip(), List.copyOf(children));
        }
    }

    private static XMLInputFactory hardened() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        return factory;
    }

    static XmlElement parse(byte[] document) throws Malformed {
        Deque<Open> open = new ArrayDeque<>();
        try {
            XMLStreamReader reader = FACTORY.createXMLStreamReader(new ByteArrayInputStream(document));
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    open.push(new Open(reader.getLocalName(), new StringBuilder(), new ArrayList<>()));
                    if (open.size() > MAX_DEPTH) {
                        throw new Malformed("too deep");
                    }
                } else if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                    open.element().value().append(reader.getText());
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    XmlElement closed = open.pop().close();
                    if (open.isEmpty()) {
                        return closed;
                    }
                    open.element().children().add(closed);
                } else if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
                    throw new Malformed("a document type");
                }
            }
        } catch (XMLStreamException | RuntimeException e) {
            throw new Malformed(String.valueOf(e.getMessage()));
        }
        throw new Malformed("no element");
    }

    Optional<XmlElement> child(String wanted) {
        return children.stream().filter(child -> child.name().equals(wanted)).findFirst();
    }

    List<XmlElement> children(String wanted) {
        return children.stream().filter(child -> child.name().equals(wanted)).toList();
    }

    XmlElement require(String wanted) throws Malformed {
        return child(wanted).orElseThrow(() -> new Malformed("no " + wanted + " in " + name));
    }

    String requireText(String wanted) throws Malformed {
        return require(wanted).value();
    }

    /** Returns the text of a child; empty if there is none. */
    String text(String wanted) {
        return child(wanted).map(XmlElement::value).orElse("");
    }
}
