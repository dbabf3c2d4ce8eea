using ContextMemory.MLNet.Persistence.Tensors;
using ContextMemory.MLNet.Persistence.Tensors.Protobuf;
using ContextMemory.MLNet.Text.Pretrained;
using ContextMemory.MLNet.Text.Pretrained.SentencePiece;

namespace ContextMemory.MLNet.Persistence.Pretrained;

/// <summary>
/// Reads a unigram model of SentencePiece. The transformers that come with one were trained by fairseq, which has other ids than the file: its special
/// pieces are the first ones, and those of the file follow.
/// </summary>
internal sealed class SentencePieceFile
{
    /// <summary>Bytes of the largest file that is read. That of XLM-RoBERTa has five million.</summary>
    private const long MostBytes = 1 << 27;

    private const int Unigram = 1;

    // How likely CamemBERT's own piece for the unknown is, as the reference has it.
    private const double Unlikely = -100;

    /// <summary>The names that the file has, each in the folders of other models.</summary>
    public static readonly string[] Names = ["sentencepiece.bpe.model", "sentencepiece.model", "spiece.model"];

    private readonly DataFile _file;
    private readonly ProtobufReader _reader;
    private readonly List<string> _pieces = [];
    private readonly List<double> _scores = [];
    private readonly List<PieceKind> _kinds = [];
    private CharacterMap _map = CharacterMap.Empty;

    private SentencePieceFile(DataFile file)
    {
        _file = file;
        _reader = new ProtobufReader(file, "SentencePiece");
    }

    private enum PieceKind
    {
        Normal = 1,
        Unknown = 2,
        Control = 3,
        UserDefined = 4,
        Unused = 5,
        Byte = 6,
    }

    /// <param name="path">The file.</param>
    /// <param name="kind">The reference's class of the tokenizer, without "Fast" at its end.</param>
    /// <param name="names">What special pieces are called.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or no model of a kind that is supported.</exception>
    public static UnigramTokenizer Read(string path, string? kind, SpecialNames names)
    {
        using var file = DataFile.Open(path);
        if (file.Length > MostBytes)
        {
            throw file.Fault($"the file has {file.Length} bytes: at most {MostBytes} are possible.");
        }

        var model = new SentencePieceFile(file);
        model.Read();
        return kind switch
        {
            "XLMRobertaTokenizer" => model.Create(names, [("<s>", 0), ("<pad>", 0), ("</s>", 0), ("<unk>", 0)], ["<unk>", "<s>", "</s>"]),
            "CamembertTokenizer" => model.Create(
                names, [("<s>NOTUSED", 0), ("<pad>", 0), ("</s>NOTUSED", 0), ("<unk>", 0), ("<unk>NOTUSED", Unlikely)], ["<unk>"]),
            null => throw file.Fault(
                $"nothing says which ids the pieces have. {TokenizerSettings.FileName} beside it must have tokenizer_class, or config.json model_type."),
            _ => throw file.Fault($"tokenizer_class is {Excerpt.Of(kind)}: supported are XLMRobertaTokenizer and CamembertTokenizer."),
        };
    }

    private void Read()
    {
        foreach (ProtobufField field in _reader.Fields(_reader.Whole))
        {
            switch (field.Number)
            {
                case 1:
                    ReadPiece(_reader.Bytes(field));
                    break;
                case 2:
                    CheckTraining(_reader.Bytes(field));
                    break;
                case 3:
                    ReadNormalization(_reader.Bytes(field));
                    break;
            }
        }
    }

    private void ReadPiece(ProtobufRange message)
    {
        string name = "";
        double score = 0;
        var kind = PieceKind.Normal;
        foreach (ProtobufField field in _reader.Fields(message))
        {
            switch (field.Number)
            {
                case 1:
                    name = _reader.Text(field);
                    break;
                case 2:
                    score = BitConverter.UInt32BitsToSingle((uint)field.Value);
                    break;
                case 3:
                    kind = (PieceKind)Math.Min(field.Value, int.MaxValue);
                    break;
            }
        }

        if (kind is PieceKind.UserDefined or PieceKind.Byte || !Enum.IsDefined(kind) || !double.IsFinite(score))
        {
            throw _reader.Damaged(message.Begin, $"the piece '{name}' is {kind} with score {score}, which is not supported");
        }

        if (_pieces.Count == VocabularyFile.MostPieces)
        {
            throw _reader.Damaged(message.Begin, $"there are more than {VocabularyFile.MostPieces} pieces");
        }

        _pieces.Add(name);
        _scores.Add(score);
        _kinds.Add(kind);
    }

    private void CheckTraining(ProtobufRange message)
    {
        foreach (ProtobufField field in _reader.Fields(message))
        {
            switch (field.Number)
            {
                case 3 when field.Value != Unigram:
                    string name = field.Value switch { 2 => "BPE", 3 => "words", 4 => "characters", _ => $"{field.Value}" };
                    throw _file.Fault($"the model is one of {name} of SentencePiece: supported is unigram.");
                case 24 when field.Value != 0:
                    throw _file.Fault("the model has the space behind each word (treat_whitespace_as_suffix), which is not supported.");
                case 35 when field.Value != 0:
                    throw _file.Fault("the model reads unknown characters as bytes (byte_fallback), which is not supported.");
            }
        }
    }

    private void ReadNormalization(ProtobufRange message)
    {
        foreach (ProtobufField field in _reader.Fields(message))
        {
            switch (field.Number)
            {
                case 2:
                    ReadMap(_reader.Bytes(field));
                    break;
                case 3 when field.Value == 0:
                    throw _file.Fault("the model puts no space before a text (add_dummy_prefix is false), which is not supported.");
                case 4 when field.Value == 0:
                    throw _file.Fault("the model keeps several spaces in a row (remove_extra_whitespaces is false), which is not supported.");
                case 5 when field.Value == 0:
                    throw _file.Fault("the model has spaces in its pieces (escape_whitespaces is false), which is not supported.");
            }
        }
    }

    private void ReadMap(ProtobufRange range)
    {
        if (range.Length > CharacterMap.MostContent)
        {
            throw _reader.Damaged(range.Begin, $"the normalization has {range.Length} bytes; at most {CharacterMap.MostContent} are possible");
        }

        var content = new byte[range.Length];
        _file.Read(range.Begin, content);
        _map = CharacterMap.TryRead(content, out string fault) ?? throw _reader.Damaged(range.Begin, $"the normalization {fault}");
    }

    /// <param name="names">What special pieces are called.</param>
    /// <param name="first">The first pieces, with their scores.</param>
    /// <param name="replaced">The first pieces of the file, in whose place they are.</param>
    private UnigramTokenizer Create(SpecialNames names, (string Name, double Score)[] first, string[] replaced)
    {
        if (!_pieces.Take(replaced.Length).SequenceEqual(replaced))
        {
            throw _file.Fault($"the first pieces are not {string.Join(", ", replaced)}, as those of this tokenizer_class are. Take the file that belongs to the model.");
        }

        string mask = names.Mask ?? SpecialNames.Roberta.Mask!;
        string[] pieces = [.. first.Select(piece => piece.Name), .. _pieces.Skip(replaced.Length), mask];
        double[] scores = [.. first.Select(piece => piece.Score), .. _scores.Skip(replaced.Length), 0];
        double leastScore = scores.Min();
        for (int i = replaced.Length; i < _kinds.Count; i++)
        {
            if (_kinds[i] != PieceKind.Normal)
            {
                scores[i - replaced.Length + first.Length] = double.NaN;
            }
        }

        SpecialPieces special = names.Or(SpecialNames.Roberta).Find(_file.Path, name => Array.LastIndexOf(pieces, name) is >= 0 and var id ? id : null);
        for (int id = 0; id < first.Length; id++)
        {
            scores[id] = double.NaN;
        }

        foreach (int id in special.Ids)
        {
            scores[id] = double.NaN;
        }

        return new UnigramTokenizer(pieces, scores, leastScore, special, _map, UnigramSpaces.Usual);
    }
}
