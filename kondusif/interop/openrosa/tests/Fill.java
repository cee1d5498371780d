// Fills a form as ODK Collect does, with the engine that it is made of: java -cp ODK_Validate.jar Fill.java FORM OUT name=value ...

import java.io.*;
import java.nio.file.*;
import java.util.*;
import org.javarosa.core.model.*;
import org.javarosa.core.model.data.*;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.reference.*;
import org.javarosa.core.services.PrototypeManager;
import org.javarosa.core.services.transport.payload.ByteArrayPayload;
import org.javarosa.core.util.JavaRosaCoreModule;
import org.javarosa.form.api.*;
import org.javarosa.model.xform.*;
import org.javarosa.xform.util.XFormUtils;

public class Fill {
  /** A file of the form's manifest, which lies beside the form. */
  record Media(Path path, String uri) implements Reference {
    public boolean doesBinaryExist() { return Files.exists(path); }
    public InputStream getStream() throws IOException { return Files.newInputStream(path); }
    public String getURI() { return uri; }
    public String getLocalURI() { return path.toString(); }
    public boolean isReadOnly() { return true; }
    public OutputStream getOutputStream() { return null; }
    public void remove() {}
    public Reference[] probeAlternativeReferences() { return new Reference[0]; }
  }

  public static void main(String[] told) throws Exception {
    Path form = Path.of(told[0]).toAbsolutePath();
    Map<String, String> answers = new HashMap<>();
    for (String pair : Arrays.asList(told).subList(2, told.length)) answers.put(pair.split("=", 2)[0], pair.split("=", 2)[1]);
    new XFormsModule().registerModule();
    PrototypeManager.registerPrototypes(JavaRosaCoreModule.classNames);
    PrototypeManager.registerPrototypes(CoreModelModule.classNames);
    ReferenceManager.instance().addReferenceFactory(new PrefixedRootFactory(new String[] {"file-csv", "file"}) {
      protected Reference factory(String end, String uri) { return new Media(form.resolveSibling(Path.of(end).getFileName()), uri); }
    });
    FormDef read;
    try (InputStream in = Files.newInputStream(form)) { read = XFormUtils.getFormFromInputStream(in); }
    read.initialize(true, new InstanceInitializationFactory());
    FormEntryController walk = new FormEntryController(new FormEntryModel(read));
    walk.jumpToIndex(FormIndex.createBeginningOfFormIndex());
    for (int event; (event = walk.stepToNextEvent()) != FormEntryController.EVENT_END_OF_FORM; ) {
      if (event != FormEntryController.EVENT_QUESTION) continue;
      FormEntryPrompt asked = walk.getModel().getQuestionPrompt();
      String answer = answers.remove(asked.getIndex().getReference().getNameLast());
      if (answer != null && walk.answerQuestion(asked.getIndex(), dataOf(asked, answer), true) != FormEntryController.ANSWER_OK)
        throw new IllegalStateException("refused: " + asked.getQuestionText());
    }
    ValidateOutcome outcome = read.validate(true);
    if (outcome != null) throw new IllegalStateException("not complete: " + outcome.failedPrompt.getReference());
    if (!answers.isEmpty()) throw new IllegalStateException("never asked: " + answers.keySet());
    read.postProcessInstance();
    ByteArrayPayload filled = (ByteArrayPayload) new XFormSerializingVisitor().createSerializedPayload(read.getInstance());
    Files.write(Path.of(told[1]), filled.getPayloadStream().readAllBytes());
  }

  static IAnswerData dataOf(FormEntryPrompt asked, String answer) {
    if (asked.getSelectChoices() == null || asked.getSelectChoices().isEmpty()) return new StringData(answer);
    for (SelectChoice choice : asked.getSelectChoices()) if (choice.getValue().equals(answer)) return new SelectOneData(choice.selection());
    throw new IllegalStateException("no such choice: " + answer);
  }
}
