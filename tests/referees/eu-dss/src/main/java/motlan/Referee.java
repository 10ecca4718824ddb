package motlan;

import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.x509.revocation.crl.CRL;
import eu.europa.esig.dss.pades.validation.PDFDocumentValidator;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.RevocationSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A second opinion on what we sign: validates PDF files offline with EU DSS under its default policy, with the one addition of
 * EdDSA, which that policy holds commented out.
 *
 * <p>Usage: {@code Referee TRUST_DIR CRL_DIR LIST_FILE}; TRUST_DIR holds DER anchors, CRL_DIR the revocation lists in force,
 * LIST_FILE a PDF and, behind a tab, its password (or nothing) a line. Prints one tab-separated line a signature: file, id,
 * indication, sub-indication or "-", level, errors and warnings or "-"; and one a document time-stamp, with "TIMESTAMP" as level.
 */
public final class Referee {

    private Referee() {
    }

    public static void main(String[] args) throws Exception {
        CommonTrustedCertificateSource anchors = new CommonTrustedCertificateSource();
        for (File file : filesOf(args[0])) {
            anchors.addCertificate(DSSUtils.loadCertificate(file));
        }
        DSSDocument[] lists = Arrays.stream(filesOf(args[1])).map(FileDocument::new).toArray(DSSDocument[]::new);
        ExternalResourcesCRLSource known = new ExternalResourcesCRLSource(lists);
        RevocationSource<CRL> revocation = (certificate, issuer) -> known.getRevocationTokens(certificate, issuer).stream().findFirst().orElse(null);
        for (String line : Files.readAllLines(Path.of(args[2]))) {
            if (!line.isBlank()) {
                judge(line.split("\t", 2), anchors, revocation);
            }
        }
    }

    private static byte[] policy() {
        try (InputStream policy = Referee.class.getResourceAsStream("/policy/constraint.xml")) {
            String text = new String(policy.readAllBytes(), StandardCharsets.UTF_8);
            return text.replaceAll("<!--\\s*(<Algo[^>]*>EdDSA</Algo>)[^>]*-->", "$1").getBytes(StandardCharsets.UTF_8);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static File[] filesOf(String folder) {
        File[] files = new File(folder).listFiles();
        Arrays.sort(files);
        return files;
    }

    private static void judge(String[] entry, CommonTrustedCertificateSource anchors, RevocationSource<CRL> revocation) {
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setTrustedCertSources(anchors);
        verifier.setAIASource(null);
        verifier.setCrlSource(revocation);
        try {
            SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new FileDocument(entry[0]));
            validator.setCertificateVerifier(verifier);
            if (entry.length == 2 && !entry[1].isEmpty()) {
                ((PDFDocumentValidator) validator).setPasswordProtection(entry[1].toCharArray());
            }
            report(entry[0], validator.validateDocument(new ByteArrayInputStream(policy())));
        } catch (RuntimeException problem) {
            print(entry[0], "-", "ERROR", "-", "-", String.valueOf(problem.getMessage()));
        }
    }

    private static void report(String file, Reports reports) {
        SimpleReport simple = reports.getSimpleReport();
        if (simple.getSignatureIdList().isEmpty()) {
            print(file, "-", "NO_SIGNATURE", "-", "-", "-");
        }
        for (String id : simple.getSignatureIdList()) {
            print(file, id, simple.getIndication(id).name(), nameOf(simple.getSubIndication(id)), simple.getSignatureFormat(id).name(), remarks(simple, id));
        }
        for (String id : simple.getTimestampIdList()) {
            print(file, id, simple.getIndication(id).name(), nameOf(simple.getSubIndication(id)), "TIMESTAMP", remarks(simple, id));
        }
    }

    private static String nameOf(Enum<?> value) {
        return value == null ? "-" : value.name();
    }

    private static String remarks(SimpleReport simple, String id) {
        List<String> all = simple.getAdESValidationErrors(id).stream().map(message -> "E: " + message.getValue()).collect(Collectors.toList());
        simple.getAdESValidationWarnings(id).forEach(message -> all.add("W: " + message.getValue()));
        return all.isEmpty() ? "-" : String.join(" | ", all);
    }

    private static void print(String... columns) {
        System.out.println(Arrays.stream(columns).map(column -> column.replaceAll("\\s+", " ")).collect(Collectors.joining("\t")));
    }
}
