using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Layers.Losses;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>What is done with a text's lattice of tags. Called from several threads at once where several are asked for.</summary>
internal delegate void LatticeReader(int text, in TagLattice lattice, Arena arena);

/// <summary>
/// From tokens to tags: embeddings of the word, its character n-grams (beside them what an encoder reads in its
/// characters, where there is one) and its spelling, what a pretrained transformer makes of its pieces, where there is one; encoder, linear; to which the scores of sparse
/// features are added; and a conditional random field over the sum (Huang 2015; Lample 2016). The weights are read-only once trained
/// and all working memory is rented, so a model is used from any number of threads at once.
/// </summary>
internal sealed class EntityModel
{
    private readonly GroupRunner<EntityBatch> _runner;
    private readonly TokenEmbedding _words;
    private readonly TokenEmbedding _nGrams;
    private readonly TokenEmbedding _spelling;
    private readonly WordReader? _characters;
    private readonly PieceReader? _pieces;
    private readonly Dropout _dropout;
    private readonly Encoder _encoder;
    private readonly Linear _head;
    private readonly FeatureScores _context;
    private readonly Kernels _kernels;

    /// <param name="coder">Turns texts into codes.</param>
    /// <param name="options">The architecture.</param>
    /// <param name="characters">How words are read character by character; null where they are not.</param>
    /// <param name="tags">The tags it chooses from.</param>
    /// <param name="kernels">What it computes with.</param>
    /// <param name="transformer">Reads the pieces of tokens; null where there is none. Its vectors are part of those that the encoder reads.</param>
    public EntityModel(
        EntityCoder coder, EncoderOptions options, EncoderOptions? characters, TagSet tags, Kernels kernels, PretrainedOptions? transformer = null)
    {
        Coder = coder;
        CharacterOptions = characters;
        Tags = tags;
        _kernels = kernels;
        _runner = new GroupRunner<EntityBatch>(options.SegmentLength, () => Weights);
        Network = Describe(coder, options, characters, tags, transformer);
        MemberSpec member = Network.Members[0];
        _words = Embedding(member.Embeddings[0]);
        _nGrams = Embedding(member.Embeddings[1]);
        _spelling = Embedding(member.Embeddings[2]);
        _dropout = new Dropout(member.InputDropout);
        _encoder = member.Encoder.Build(Layout, "encoder.");
        var head = (LinearHeadSpec)member.Heads[0];
        var context = (FeatureHeadSpec)member.Heads[1];
        var field = (TagHeadSpec)member.Heads[2];
        _head = new Linear(Layout, head.Name, 2 * _encoder.OutputSize, head.Outputs);
        _context = new FeatureScores(Layout, context.Name, context.Rows, context.Outputs);
        Field = new ConditionalRandomField(Layout, field.Name, field.Transitions);
        _characters = member.Embeddings[1].Characters is { } read ? new WordReader(Layout, read) : null;
        _pieces = transformer is null ? null : new PieceReader(Layout, member.Embeddings[3]);

        TokenEmbedding Embedding(EmbeddingSpec table) => new(Layout, table.Name, table.Rows, table.Size);
    }

    public EntityCoder Coder { get; }

    public NetworkSpec Network { get; }

    public EncoderOptions Options => Network.Members[0].Encoder;

    public EncoderOptions? CharacterOptions { get; }

    /// <summary>Reads the pieces of tokens; null where there is none.</summary>
    public PretrainedOptions? Transformer => Network.Members[0].Embeddings.Count > 3 ? Network.Members[0].Embeddings[3].Transformer!.Options : null;

    public TagSet Tags { get; }

    public ParameterLayout Layout { get; } = new();

    public Weights Weights => field ??= new Weights(Layout, _kernels) { AreSavedWhole = Transformer is not { SavesBase: false } };

    public ConditionalRandomField Field { get; }

    /// <summary>Begins to read texts in place of the layers where nothing is learned; null where the layers read.</summary>
    public Func<ITagReading>? Device { get; private set; }

    /// <summary>The embedding table of words.</summary>
    public Parameter WordTable => _words.Table;

    /// <summary>The size of all embeddings together where those of words have this one.</summary>
    public static int EmbeddingSizeFor(int wordSize) => 2 * wordSize - wordSize % 2;

    /// <summary>From now on texts are read on the engine's device.</summary>
    public void UseEngine(TrainingEngine engine) => Device = engine.CreateScorer(Network, Weights) is { } scorer ? scorer.OpenTags : null;

    /// <summary>The tables that a batch's codes look up.</summary>
    public void VisitCodes(EntityBatch batch, Action<Parameter, ReadOnlyMemory<int>> visit)
    {
        for (int text = 0; text < batch.Count; text++)
        {
            visit(_words.Table, batch.Words.CodesOf(text));
            visit(_nGrams.Table, batch.NGrams.CodesOf(text));
            visit(_spelling.Table, batch.Spelling.CodesOf(text));
            visit(_context.Table, batch.Context.CodesOf(text));
            if (_pieces is not null)
            {
                visit(_pieces.Table, batch.Pieces.CodesOf(text));
            }

            foreach (int[] word in batch[text].Characters)
            {
                visit(_characters!.Table, word);
            }
        }
    }

    /// <summary>What the texts' segments hand on to the next ones, as it is before the first; see <see cref="Encoder.StateSize"/>.</summary>
    public Matrix CreateMemory(Pass pass, EntityBatch batch) => CreateMemory(pass, batch.Count, batch.Rounds > 1);

    /// <inheritdoc cref="CreateMemory(Pass, EntityBatch)"/>
    public Matrix CreateMemory(Pass pass, int texts, bool haveSeveralSegments) =>
        pass.Arena.AllocateCleared(texts, haveSeveralSegments ? _encoder.StateSize : 0);

    /// <summary>The tags' scores for one round's tokens, [rows x tags]; <paramref name="memory"/> moves on.</summary>
    /// <param name="pass">The worker's state.</param>
    /// <param name="batch">The texts.</param>
    /// <param name="round">Which segment of each is read.</param>
    /// <param name="memory">[texts x StateSize].</param>
    /// <param name="observer">Looks at the encoder, not at what reads the characters of words; null where nobody does.</param>
    public Matrix ReadSegments(Pass pass, EntityBatch batch, int round, Matrix memory, IPassObserver? observer = null)
    {
        batch.Select(round);
        Matrix? characters = _characters?.Forward(pass, batch.Characters);
        Matrix? pieces = _pieces?.Forward(pass, batch);
        pass.StartStream(round);
        Matrix state = pass.Arena.Allocate(batch.Texts.Length, memory.Columns);
        RowMoves.Gather(memory, batch.Texts, state);
        Matrix input = pass.Arena.Allocate(batch.Sequences.RowCount, Options.EmbeddingSize);
        Embed(pass, _words, batch.Words, input.ColumnRange(0, _words.Size));
        Embed(pass, _nGrams, batch.NGrams, input.ColumnRange(_words.Size, _nGrams.Size));
        Embed(pass, _spelling, batch.Spelling, input.ColumnRange(_words.Size + _nGrams.Size, _spelling.Size));
        if (characters is { } read)
        {
            WordReader.AddTo(pass, batch.Characters, read, input.ColumnRange(_words.Size, _nGrams.Size));
        }

        pieces?.CopyTo(input.ColumnRange(OwnSize, input.Columns - OwnSize));

        pass.Observer = observer;
        Matrix rows = _encoder.Forward(pass, batch.Sequences, _dropout.Forward(pass, input), state);
        pass.Observer = null;
        RowMoves.Scatter(state, batch.Texts, memory);
        Matrix joined = RepeatedWords.Forward(pass, batch.Repeats, _dropout.Forward(pass, rows));
        Matrix scores = _head.Forward(pass, joined);
        _context.Add(pass, batch.Context.Codes, scores);
        return scores;
    }

    /// <summary>The backward pass through <see cref="ReadSegments"/>, of the round that was read last.</summary>
    public void BackwardSegments(Pass pass, EntityBatch batch, Matrix gradient)
    {
        _context.Backward(pass, batch.Context.Codes, gradient);
        Matrix joined = _head.Backward(pass, gradient);
        Matrix rows = _dropout.Backward(pass, RepeatedWords.Backward(pass, batch.Repeats, joined));
        Matrix input = _dropout.Backward(pass, _encoder.Backward(pass, batch.Sequences, rows));
        _words.Backward(pass, batch.Words.Codes, input.ColumnRange(0, _words.Size));
        _nGrams.Backward(pass, batch.NGrams.Codes, input.ColumnRange(_words.Size, _nGrams.Size));
        _spelling.Backward(pass, batch.Spelling.Codes, input.ColumnRange(_words.Size + _nGrams.Size, _spelling.Size));
        _pieces?.Backward(pass, batch, input.ColumnRange(OwnSize, input.Columns - OwnSize));
        _characters?.Backward(pass, batch.Characters, input.ColumnRange(_words.Size, _nGrams.Size));
    }

    /// <summary>Reads many texts, each of at least one token, and calls <paramref name="read"/> once for each.</summary>
    /// <param name="texts">What is read.</param>
    /// <param name="read">Called from several threads at once.</param>
    /// <param name="threads">At work at once, at most.</param>
    /// <param name="watch">Counts the texts; null where nobody watches.</param>
    /// <exception cref="OperationCanceledException">The stage that is watched is cancelled.</exception>
    public void Run(IReadOnlyList<EntityCodes> texts, LatticeReader read, int threads = 1, StageWatch? watch = null) => _runner.Run(
        texts.Count,
        text => texts[text].Words.Length,
        threads,
        (pass, batch, members) => ReadTogether(pass, batch, texts, members, read),
        watch);

    /// <summary>Bytes that a thread's layers keep while they read the longest of these texts: found by reading them.</summary>
    public long MeasureRun(IReadOnlyList<EntityCodes> texts) => _runner.Measure(
        texts.Count,
        text => texts[text].Words.Length,
        (pass, batch, members) => ReadTogether(pass, batch, texts, members, static (int _, in TagLattice _, Arena _) => { }));

    /// <summary>Reads many texts segment by segment, and gives each the scores of its segments in order.</summary>
    public void Run(IReadOnlyList<TextTagger> texts, int threads) => _runner.Run(
        texts.Count,
        text => texts[text].TokenCount,
        threads,
        (pass, batch, members) => ReadInSegments(pass, batch, texts, members));

    /// <summary>The scores of every token of all texts, text by text.</summary>
    public Matrix ReadAll(Pass pass, EntityBatch batch, Span<int> offsets)
    {
        int total = 0;
        for (int text = 0; text < batch.Count; text++)
        {
            offsets[text] = total;
            total += batch.Words.CodesOf(text).Length;
        }

        Matrix scores = pass.Arena.Allocate(total, Tags.Names.Count);
        Matrix memory = CreateMemory(pass, batch);
        for (int round = 0; round < batch.Rounds; round++)
        {
            Arena.Mark mark = pass.Arena.Now;
            Matrix rows = ReadSegments(pass, batch, round, memory);
            CopyRows(batch, rows, scores, offsets, isBack: false);
            pass.Arena.Release(mark);
        }

        return scores;
    }

    /// <summary>Copies a round's rows to the texts' places or back.</summary>
    public static void CopyRows(EntityBatch batch, Matrix roundRows, Matrix textRows, ReadOnlySpan<int> offsets, bool isBack)
    {
        SequenceBatch sequences = batch.Sequences;
        for (int sequence = 0; sequence < sequences.Count; sequence++)
        {
            int place = offsets[batch.Texts[sequence]] + sequences.Position(sequence);
            Matrix round = roundRows.RowRange(sequences.Offset(sequence), sequences.Length(sequence));
            Matrix text = textRows.RowRange(place, sequences.Length(sequence));
            (isBack ? text : round).CopyTo(isBack ? round : text);
        }
    }

    // Of a token's vectors but for what the transformer makes of it.
    private int OwnSize => _words.Size + _nGrams.Size + _spelling.Size;

    private static NetworkSpec Describe(
        EntityCoder coder, EncoderOptions options, EncoderOptions? characters, TagSet tags, PretrainedOptions? transformer)
    {
        int own = options.EmbeddingSize - (transformer?.EmbeddingSize ?? 0);
        int quarter = own / 4;
        MemberSpec? reader = characters is null
            ? null
            : MemberSpec.OfDocuments(characters, coder.Characters!.Known.RowCount, "characters.") with
            {
                Heads = [new LinearHeadSpec("characters.output", HeadInput.Documents, quarter)],
            };
        var member = new MemberSpec
        {
            Embeddings =
            [
                new EmbeddingSpec("words", coder.Words.RowCount, own - 2 * quarter),
                new EmbeddingSpec("ngrams", coder.NGramRows, quarter) { Characters = reader },
                new EmbeddingSpec("spelling", coder.Spelling.RowCount, quarter),
                .. DescribePieces(coder, transformer),
            ],
            InputDropout = options.DropoutRate,
            Encoder = MemberSpec.InSegments(options),
            Heads =
            [
                new LinearHeadSpec("head", HeadInput.RepeatedTokens, tags.Names.Count) { Dropout = options.DropoutRate },
                new FeatureHeadSpec("context", coder.Context.RowCount, tags.Names.Count),
                new TagHeadSpec("crf", tags.Transitions),
            ],
        };
        return new NetworkSpec { Members = [member], Loss = new LossSpec(LossKind.TagSequence) };
    }

    private static EmbeddingSpec[] DescribePieces(EntityCoder coder, PretrainedOptions? transformer) => transformer is null ? [] :
    [
        new EmbeddingSpec($"{PieceReader.Prefix}embedding", coder.Pieces!.TableRows, transformer.EmbeddingSize)
        {
            Transformer = new TransformerSpec(transformer, coder.Pieces.Tokenizer.Start, coder.Pieces.Tokenizer.End),
        },
    ];

    private static void Embed(Pass pass, TokenEmbedding embedding, DocumentBatch codes, Matrix output)
    {
        Arena.Mark mark = pass.Arena.Now;
        embedding.Forward(pass, codes.Codes, output.Rows).CopyTo(output);
        pass.Arena.Release(mark);
    }

    private void ReadTogether(Pass pass, EntityBatch batch, IReadOnlyList<EntityCodes> texts, ReadOnlySpan<int> members, LatticeReader read)
    {
        batch.Start(Options.SegmentLength);
        foreach (int member in members)
        {
            batch.Add(texts[member]);
        }

        Span<int> offsets = pass.Arena.AllocateIntegers(members.Length);
        Matrix scores = ReadAll(pass, batch, offsets);
        for (int i = 0; i < members.Length; i++)
        {
            Arena.Mark mark = pass.Arena.Now;
            EntityCodes text = texts[members[i]];
            TagLattice lattice = Field.Read(pass, scores.RowRange(offsets[i], text.Words.Length), text.Blanks);
            read(members[i], lattice, pass.Arena);
            pass.Arena.Release(mark);
        }
    }

    private Matrix ReadOn(ITagReading device, Pass pass, EntityBatch batch)
    {
        batch.Select(0);
        Matrix scores = pass.Arena.Allocate(batch.Sequences.RowCount, Tags.Names.Count);
        device.Read(batch, scores);
        return scores;
    }

    private void ReadInSegments(Pass pass, EntityBatch batch, IReadOnlyList<TextTagger> texts, ReadOnlySpan<int> members)
    {
        using ITagReading? device = Device?.Invoke();
        Matrix memory = CreateMemory(pass, members.Length, device is null && texts[members[0]].TokenCount > Options.SegmentLength);

        // The longest come first, so that those that go on are the first ones still.
        for (int left = members.Length; left > 0;)
        {
            Arena.Mark mark = pass.Arena.Now;
            batch.Start(Options.SegmentLength);
            foreach (int member in members[..left])
            {
                int start = texts[member].TokensRead;
                batch.Add(texts[member].Read(), start);
            }

            Matrix scores = device is null ? ReadSegments(pass, batch, round: 0, memory) : ReadOn(device, pass, batch);
            for (int i = 0; i < left; i++)
            {
                Arena.Mark ofText = pass.Arena.Now;
                texts[members[i]].Take(pass, scores.RowRange(batch.Sequences.Offset(i), batch.Sequences.Length(i)));
                pass.Arena.Release(ofText);
            }

            pass.Arena.Release(mark);
            while (left > 0 && texts[members[left - 1]].TokensRead == texts[members[left - 1]].TokenCount)
            {
                left--;
            }
        }
    }
}
