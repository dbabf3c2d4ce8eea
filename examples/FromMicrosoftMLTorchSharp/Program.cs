using FromMicrosoftMLTorchSharp;
using Microsoft.ML;

string data = Path.Combine(AppContext.BaseDirectory, "data");
var ctx = new MLContext(seed: 1);

// Each of their three trainers beside ours, on the same rows. Theirs runs where the model is that it downloads at Fit.
ResultTable.Print("Text classification", "accuracy", TextClassification.Compare(ctx, data));
ResultTable.Print("Sentence similarity", "AUC", SentenceSimilarity.Compare(ctx, data));
ResultTable.Print("Named entities", "F1", NamedEntities.Compare(ctx, data));
Facts.Print();
