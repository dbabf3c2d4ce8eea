using ContextMemory.MLNet;
using ContextMemory.MLNet.Columns;
using ContextMemory.MLNet.EntityData;
using ContextMemory.MLNet.Evaluation;
using ContextMemory.MLNet.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Loads data for entity extraction and measures its results: <c>mlContext.ContextMemory().EvaluateEntities(...)</c>.</summary>
public static class EntityCatalog
{
    /// <summary>
    /// Loads a file of columns as CoNLL-2003 has them: tabs or spaces between them, an empty line behind each sentence. The token is in the first
    /// column and its tag in the last unless it is said otherwise; it must be said where the first column counts the tokens of a sentence, or
    /// where two columns hold tags of the same type, as with nested entities.
    /// The file is text in UTF-8. Lines end with LF or CRLF and have at most 64 MB. Each pass over the data reads the file anew.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">The file; one whose name ends in .gz is read compressed.</param>
    /// <param name="sentencesPerRow">How many sentences that follow one another make a row, 1 or more. A line that begins with -DOCSTART- ends a row.</param>
    /// <param name="tokenColumn">The number of the column with the token, from 1; null is the first. Behind a first one lines that begin with # are comments.</param>
    /// <param name="tagColumn">The number of the column with the tag, from 1; null is the last.</param>
    /// <returns>Rows of <see cref="TaggedTokens"/>: Text (the tokens, "\n" between two sentences) and Label (their tags).</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="sentencesPerRow"/> or the number of a column is below 1, or both columns are the same.
    /// </exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="EntityDataException">While rows are read: a line has another form or is not UTF-8; the message names file and line.</exception>
    public static IDataView LoadEntitiesFromConll(
        this ContextMemoryCatalog catalog,
        string path,
        int sentencesPerRow = 16,
        int? tokenColumn = null,
        int? tagColumn = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentOutOfRangeException.ThrowIfLessThan(sentencesPerRow, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(tokenColumn ?? 1, 1, nameof(tokenColumn));
        ArgumentOutOfRangeException.ThrowIfLessThan(tagColumn ?? 2, 1, nameof(tagColumn));
        ArgumentOutOfRangeException.ThrowIfEqual(tagColumn ?? 0, tokenColumn ?? 1, nameof(tagColumn));
        ThrowIfMissing(path);
        var options = new EntityFileOptions { SentencesPerRow = sentencesPerRow, TokenColumn = tokenColumn, TagColumn = tagColumn };
        return catalog.Context.Data.LoadFromEnumerable(EntityFile.ReadConll(path, options));
    }

    /// <summary>
    /// Loads a file with a JSON object in each line: {"text": "...", "entities": [{"start": 0, "length": 4, "type": "PERSON"}]}, places in
    /// UTF-16 units of the text unless <paramref name="offsets"/> says otherwise ("end" is taken in place of "length"). Text is UTF-8; lines end
    /// with LF or CRLF and have at most 64 MB. The file is read anew for each pass over the data.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">The file; one whose name ends in .gz is read compressed.</param>
    /// <param name="offsets">What the file's offsets count; the rows' are UTF-16 units always.</param>
    /// <returns>Rows of <see cref="AnnotatedDocument"/>: Text, LabelStarts, LabelLengths, LabelTypes.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offsets"/> is none of the known units.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="EntityDataException">While rows are read: a line has another form or is not UTF-8; the message names file and line.</exception>
    public static IDataView LoadEntitiesFromJsonl(
        this ContextMemoryCatalog catalog, string path, OffsetUnit offsets = OffsetUnit.Utf16)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        if (!Enum.IsDefined(offsets))
        {
            throw new ArgumentOutOfRangeException(
                nameof(offsets), offsets, $"Offsets count {nameof(OffsetUnit.Utf16)} units or {nameof(OffsetUnit.CodePoints)}.");
        }

        ThrowIfMissing(path);
        return catalog.Context.Data.LoadFromEnumerable(EntityFile.ReadJsonl(path, new EntityFileOptions { Offsets = offsets }));
    }

    /// <summary>
    /// Measures found entities against those that there are, over all rows. An entity counts as found only where start, end and type are
    /// right.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">Data that a fitted extractor has transformed, with the columns of the right entities.</param>
    /// <param name="labelColumnName">The right entities: a column of tags, or the beginning of the names of the columns of places and types.</param>
    /// <param name="predictedColumnName">The extractor's output column.</param>
    /// <param name="inputColumnName">The column that the extractor read.</param>
    /// <param name="reading">Which entities tags stand for that do not keep to their scheme. The extractor's own always do.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="InvalidOperationException">
    /// A row's entities or tags are wrong, as they would be for Fit: a tag of another form, an entity that is not in the text or overlaps
    /// another. The message names the row.
    /// </exception>
    public static EntityMetrics EvaluateEntities(
        this ContextMemoryCatalog catalog,
        IDataView data,
        string labelColumnName = "Label",
        string predictedColumnName = "Entities",
        string inputColumnName = "Text",
        TagReading reading = TagReading.Conlleval)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        var evaluator = new EntityEvaluator();
        DataViewSchema.Column text = ColumnRole.TextOrTokens.Find(data.Schema, inputColumnName);
        if (text.Type is VectorDataViewType)
        {
            EvaluateTags(evaluator, data, labelColumnName, new EntityColumns(predictedColumnName).Tags, reading);
        }
        else
        {
            EvaluateSpans(evaluator, data, text, new EntityColumns(labelColumnName), new EntityColumns(predictedColumnName));
        }

        return evaluator.Measure();
    }

    private static void EvaluateTags(EntityEvaluator evaluator, IDataView data, string label, string predicted, TagReading reading)
    {
        DataViewSchema.Column rightColumn = ColumnRole.Tags.Find(data.Schema, label);
        DataViewSchema.Column foundColumn = ColumnRole.Tags.Find(data.Schema, predicted);
        bool rightHasEnds = reading == TagReading.Strict && HasEnds(data, rightColumn);
        bool foundHasEnds = reading == TagReading.Strict && HasEnds(data, foundColumn);
        using DataViewRowCursor cursor = data.GetRowCursor([rightColumn, foundColumn]);
        Func<string[]> readRight = TokenizedTextReader.Tags(cursor, rightColumn);
        Func<string[]> readFound = TokenizedTextReader.Tags(cursor, foundColumn);
        while (cursor.MoveNext())
        {
            string[] right = readRight();
            string[] found = readFound();
            if (right.Length != found.Length)
            {
                throw SpanColumns.Fault(cursor, rightColumn, $"it has {right.Length} tags", $"{found.Length}, as '{predicted}' has");
            }

            evaluator.Add(TagSequence.Read(right, reading, rightHasEnds), TagSequence.Read(found, reading, foundHasEnds));
        }
    }

    private static bool HasEnds(IDataView data, DataViewSchema.Column column)
    {
        using DataViewRowCursor cursor = data.GetRowCursor([column]);
        Func<string[]> read = TokenizedTextReader.Tags(cursor, column);
        while (cursor.MoveNext())
        {
            if (TagSequence.HasEnds(read()))
            {
                return true;
            }
        }

        return false;
    }

    private static void EvaluateSpans(
        EntityEvaluator evaluator, IDataView data, DataViewSchema.Column text, EntityColumns right, EntityColumns found)
    {
        SpanColumns rightColumns = SpanColumns.Find(data.Schema, right);
        SpanColumns foundColumns = SpanColumns.Find(data.Schema, found);
        using DataViewRowCursor cursor = data.GetRowCursor([text, .. rightColumns.All, .. foundColumns.All]);
        Func<(string Text, EntitySpan[] Entities)> readRight = rightColumns.CreateReader(cursor, text);
        Func<EntitySpan[]> readFound = foundColumns.CreateReader(cursor);
        while (cursor.MoveNext())
        {
            evaluator.Add(readRight().Entities, readFound());
        }
    }

    private static void ThrowIfMissing(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"Cannot read '{path}': there is no such file.", path);
        }
    }
}
