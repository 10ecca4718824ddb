package motlan;

import eu.europa.esig.validationreport.ValidationReportFacade;
import jakarta.xml.bind.JAXBException;
import org.w3c.dom.Document;
import org.w3c.dom.ls.DOMImplementationLS;
import org.w3c.dom.ls.LSInput;
import org.xml.sax.SAXException;

import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import java.io.File;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Validates reports against the schemas of ETSI TS 119 102-2 that come with EU DSS, found by namespace; those of the newest version
 * are also read by EU DSS and written again, which loses every URN that it does not know.
 *
 * <p>Usage: {@code EtsiReport FOLDER}. Prints one tab-separated line a file of FOLDER: file, "valid" or what is wrong.
 */
public final class EtsiReport {

    private static final String NEWEST = "http://uri.etsi.org/19102/v1.4.1#";
    private static final Map<String, String> SCHEMAS = Map.of(
            "http://uri.etsi.org/19102/v1.2.1#", "TS119102-2-v122.xsd",
            NEWEST, "TS119102-2-v141.xsd");
    private static final Map<String, String> IMPORTED = Map.of(
            "http://www.w3.org/2000/09/xmldsig#", "xmldsig-core-schema.xsd",
            "http://uri.etsi.org/01903/v1.3.2#", "XAdES.xsd",
            "http://uri.etsi.org/02231/v2#", "ts_119612v020301_xsd.xsd",
            XMLConstants.XML_NS_URI, "xml.xsd");
    private static final Pattern URN = Pattern.compile(">(urn:(?:etsi:019102|cef:dss):[^<]*)<");

    private EtsiReport() {
    }

    public static void main(String[] args) throws Exception {
        Map<String, Schema> schemas = new HashMap<>();
        for (Map.Entry<String, String> entry : SCHEMAS.entrySet()) {
            schemas.put(entry.getKey(), load(entry.getValue()));
        }
        File[] files = new File(args[0]).listFiles();
        Arrays.sort(files);
        for (File file : files) {
            System.out.println(file + "\t" + judge(file, schemas).replaceAll("\\s+", " "));
        }
    }

    private static Schema load(String name) throws Exception {
        DOMImplementationLS inputs = (DOMImplementationLS) builder().getDOMImplementation().getFeature("LS", "3.0");
        SchemaFactory factory = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI);
        factory.setResourceResolver((type, imported, publicId, systemId, base) -> {
            LSInput input = inputs.createLSInput();
            input.setSystemId(systemId);
            // The document types of old schemas say nothing that is needed here.
            if (imported != null && IMPORTED.containsKey(imported)) {
                input.setByteStream(resource(IMPORTED.get(imported)));
            } else {
                input.setCharacterStream(new StringReader(""));
            }
            return input;
        });
        return factory.newSchema(new StreamSource(resource(name)));
    }

    private static InputStream resource(String name) {
        return EtsiReport.class.getResourceAsStream("/xsd/" + name);
    }

    private static DocumentBuilder builder() throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder();
    }

    private static String judge(File file, Map<String, Schema> schemas) throws Exception {
        try {
            Document document = builder().parse(file);
            String namespace = document.getDocumentElement().getNamespaceURI();
            if (!schemas.containsKey(namespace)) {
                return "unknown namespace " + namespace;
            }
            schemas.get(namespace).newValidator().validate(new DOMSource(document));
            return NEWEST.equals(namespace) ? lostUrns(file.toPath()) : "valid";
        } catch (SAXException | JAXBException problem) {
            return String.valueOf(problem);
        }
    }

    private static String lostUrns(Path file) throws Exception {
        ValidationReportFacade facade = ValidationReportFacade.newFacade();
        String written = facade.marshall(facade.unmarshall(file.toFile()), true);
        Matcher said = URN.matcher(Files.readString(file, StandardCharsets.UTF_8));
        while (said.find()) {
            if (!written.contains(said.group(1))) {
                return "EU DSS does not know " + said.group(1);
            }
        }
        return "valid";
    }
}
