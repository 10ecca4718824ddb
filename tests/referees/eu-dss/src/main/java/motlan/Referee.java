package motlan;

import eu.europa.esig.dss.detailedreport.DetailedReport;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A second opinion on what we sign: validates PDF files offline with EU DSS under its default policy.
 *
 * <p>Usage: {@code Referee TRUST_DIR LIST_FILE}; TRUST_DIR holds DER or PEM anchors, LIST_FILE one PDF path a line.
 * Prints one tab-separated line a signature: file, signature id, indication, sub-indication or "-", level.
 */
public final class Referee {

    private Referee() {
    }

    public static void main(String[] args) throws Exception {
        CommonTrustedCertificateSource anchors = new CommonTrustedCertificateSource();
        for (File file : new File(args[0]).listFiles()) {
            CertificateToken anchor = DSSUtils.loadCertificate(file);
            anchors.addCertificate(anchor);
        }
        List<String> files = Files.readAllLines(Path.of(args[1]));
        for (String file : files) {
            if (!file.isBlank()) {
                judge(file, anchors);
            }
        }
    }

    private static void judge(String file, CommonTrustedCertificateSource anchors) {
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setTrustedCertSources(anchors);
        verifier.setAIASource(null);
        try {
            SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new FileDocument(file));
            validator.setCertificateVerifier(verifier);
            Reports reports = validator.validateDocument();
            SimpleReport simple = reports.getSimpleReport();
            DetailedReport detailed = reports.getDetailedReport();
            List<String> ids = simple.getSignatureIdList();
            if (ids.isEmpty()) {
                print(file, "-", "NO_SIGNATURE", "-", "-");
            }
            for (String id : ids) {
                String sub = simple.getSubIndication(id) == null ? "-" : simple.getSubIndication(id).name();
                print(file, id, detailed.getFinalIndication(id).name(), sub, simple.getSignatureFormat(id).name());
            }
        } catch (RuntimeException problem) {
            print(file, "-", "ERROR", String.valueOf(problem.getMessage()).replaceAll("\\s+", " "), "-");
        }
    }

    private static void print(String... columns) {
        System.out.println(String.join("\t", columns));
    }
}
