"""What becomes of TeX in titles, abstracts and names, case by case."""

import pytest

from bot.papers.text import readable

MATHEMATICS = [
    (r"$\alpha$-${\rm RuCl}_3$", "α-RuCl₃"),
    (r"$O(n\log n)$", "O(n log n)"),
    (r"$\mathcal{O}(n \log n)$", "O(n log n)"),
    (r"$10^{-3}$", "10⁻³"),
    (r"$x \in \mathbb{R}^d$", "x ∈ ℝᵈ"),
    (r"$x\in\mathbb R^{d}$", "x ∈ ℝᵈ"),
    (r"$$E = mc^2$$", "E = mc²"),
    (r"\(k\)-NN and \[ a \leq b \]", "k-NN and a ≤ b"),
    (r"top-$k$", "top-k"),
    (r"an $n$-vertex graph", "an n-vertex graph"),
    (r"H$_2$O and CO$_2$e", "H₂O and CO₂e"),
    (r"a$_1^-$/$c^+$", "a₁⁻/c⁺"),
    (r"$x_{ij}$, $x_{i,j}$, $x_ij$", "xᵢⱼ, x_(i,j), xᵢj"),
    (r"$x_{max}$, $x_max$, $T_{\rm eff}$", "x_max, x_max, T_eff"),
    (r"$x^{a+b}$, $x^{a/b}$, $x^{(k)}$", "xᵃ⁺ᵇ, x^(a/b), x⁽ᵏ⁾"),
    (r"$m^\alpha$, $\pi_\theta$, $x_q$", "m^α, π_θ, x_q"),
    (r"$A^T$, $A^\top$, $A^{\mathsf{T}}$", "Aᵀ, Aᵀ, Aᵀ"),
    (r"$x^*$, $x^{\prime}$, $f'(x)$, $f''$", "x*, x′, f′(x), f″"),
    (r"$10^10$, $x^-1$", "10¹⁰, x⁻¹"),
    (r"$90^\circ$, 90$^{\circ}$, 90^\circ", "90°, 90°, 90°"),
    (r"Mid-20$^{th}$, \(1^{\text{st}}\)", "Mid-20ᵗʰ, 1ˢᵗ"),
    (r"$\sum_{i=1}^{n} x_i$", "∑ᵢ₌₁ⁿ xᵢ"),
    (r"$\lim_{n\to\infty} a_n$", "lim_(n→∞) aₙ"),
    (r"$\min_{x\in X} f$, $\arg\max_x g$", "min_(x∈X) f, arg maxₓ g"),
    (r"$\frac{1}{2}$, $\frac12$, $\frac{a+b}{c}$", "1/2, 1/2, (a+b)/c"),
    (r"${a \over b}$", "a/b"),
    (r"$\sqrt{x}$, $\sqrt{x+1}$, $\sqrt[3]{x}$, $\sqrt[n]{x}$", "√x, √(x+1), ∛x, ⁿ√x"),
    (r"$\binom{n}{k}$", "(n choose k)"),
    (r"$\tilde{\mathcal{O}}(n)$ and $\tilde O(m)$", "Õ(n) and Õ(m)"),
    (r"$\hat{x}$, $\hat\theta$, $\bar{\mathbf{x}}$", "x̂, θ̂, x̄"),
    (r"$\widehat{xy}$", "xy"),
    (r"$\mathbb{E}$, $\mathcal{L}$, $\mathcal{D}$, $\mathbb{1}$, $\mathfrak{g}$", "𝔼, ℒ, 𝒟, 𝟙, g"),
    (r"$\mathcal{SAM}$ and $\mathbf{W}$", "SAM and W"),
    (r"$256\times256$, $2 \times 3$, $4\times$RTX", "256×256, 2 × 3, 4×RTX"),
    (r"3.5$\times$ faster, $\pm 0.5$, 23.6~$\pm$~0.7", "3.5× faster, ±0.5, 23.6 ± 0.7"),
    (r"$\sim$10, 4$\sim$6-bit, $\sim700$", "∼10, 4∼6-bit, ∼700"),
    (r"En$\to$De, 83% $\rightarrow$ 91%", "En→De, 83% → 91%"),
    (r"$|S|\leq2$, $\ge$70B, $a\neq b$, $\epsilon > 0$", "|S| ≤ 2, ≥70B, a ≠ b, ε > 0"),
    (r"($>$45), ($<$3)", "(>45), (<3)"),
    (r"$p(y_l\mid x)$", "p(yₗ | x)"),
    (r"$\|x\|_2$, $\left\|x\right\|$, $\lVert x\rVert$", "‖x‖₂, ‖x‖, ‖x‖"),
    (r"$\langle hello \rangle$, $\{a, b\}$", "⟨hello⟩, {a, b}"),
    (r"$\left( x \right.$", "(x"),
    (r"$\not\in$, $\not= x$", "∉, ≠ x"),
    (r"$\operatorname{softmax}(x)$, $2\max(a, b)$", "softmax(x), 2 max(a, b)"),
    (r"$\overset{d}{=}$, $\underset{x}{\min}$", "=ᵈ, minₓ"),
    (r"$x = \begin{cases} 1 & a \\ 0 & b \end{cases}$", "x = 1 a 0 b"),
    (r"$\unicode{x2013}$", "–"),
    (r"$\mathrm{m}^2$, $25\,\mathrm{km}$", "m², 25 km"),
    (r"$\Delta t$, $\lambda_1 x$, $n \bmod 2$, $\pmod{7}$", "Δt, λ₁ x, n mod 2, (mod 7)"),
    (r"$\ket{\psi}$, $\norm{x}$, $\abs{y}$", "|ψ⟩, ‖x‖, |y|"),
    (r"$\ce{CO2}$", "CO₂"),
    (r"10^{-3}, 10^-3 and AD^2-Bench", "10⁻³, 10⁻³ and AD²-Bench"),
    (r"O(n \log n) and \alpha-stable", "O(n log n) and α-stable"),
    (r"$Urania$ and $FormalStep$", "Urania and FormalStep"),
    (r"$107,000$ of $500K$ ($9$k, $2.7\%$)", "107,000 of 500K (9k, 2.7%)"),
    (r"the $\underline{Ko}rean \underline{G}rammar (KoGEM)$", "the Korean Grammar (KoGEM)"),
    (r"$\texttt{M$^3$FinMeeting}$", "M³FinMeeting"),
    (r"$ \beta = -1.69 $ and $ x $", "β = -1.69 and x"),
]

FONTS_AND_COMMANDS = [
    (r"\textit{ab-initio}", "ab-initio"),
    (r"\textbf{\underline{Mi}}xture of \emph{Experts}", "Mixture of Experts"),
    (r"{\em network} and {\bf bold} and {\sc Turbo}", "network and bold and Turbo"),
    (r"\textcolor{red}{\textbf{Red}} and {\color{magenta}i}", "Red and i"),
    (r"\method achieves", "method achieves"),
    (r"{\method} and \method~framework and \method{}, \method's", "method and method framework and method, method's"),
    (r"\(\scoreGamma\) and $\sys$", "scoreGamma and sys"),
    (r"\change{the food}", "the food"),
    (r"model prediction,~\eg foreground (\ie, 32-bit)", "model prediction, e.g. foreground (i.e., 32-bit)"),
    (r"\LaTeX is, \TeX{} was", "LaTeX is, TeX was"),
    (r"67.7\% of H\&E \#1 \_ \$5 \{a\}", "67.7% of H&E #1 _ $5 {a}"),
    (r"60\,GHz, pp.\ 12", "60 GHz, pp. 12"),
    (r"one\\two \newline three", "one two three"),
    (r"under-investi\-gated", "under-investigated"),
    (r"K-EVER\textsuperscript{2}, H\textsubscript{2}O", "K-EVER², H₂O"),
    (r"Brand\textsuperscript{TM}", "Brandᵀᴹ"),
    (r"88{\deg}, {\Theta}(40K), {\Pi}/2, {\mu}m", "88°, Θ(40K), Π/2, μm"),
    (r"\c{opyright} 2025 IEEE", "© 2025 IEEE"),
    (r"token (\n\n)", "token (↵↵)"),
    (r"\begin{itemize} \item one \item two \end{itemize}", "• one • two"),
    (r"\section{Intro} text\label{sec:intro}", "Intro text"),
    (r"\SI{10}{km} \texorpdfstring{$x^2$}{x2}", "10 km x2"),
]

CITATIONS_NOTES_AND_LINKS = [
    (r"datasets \cite{Geiger_2013,silberman2012}. Eigen", "datasets. Eigen"),
    (r"DPO~\citep{rafailov2024}, to", "DPO, to"),
    (r"Anything \cite{Dany} has", "Anything has"),
    (r"shown (\cite{a}; \cite{b}) and [\cite{q}].", "shown and."),
    (r"by \citet{bengio2003}, which", "by […], which"),
    (r"\citep[see][p. 3]{x} Done", "Done"),
    (r"in Section~\ref{sec:x} of", "in Section of"),
    (r"benefits.\footnote{Code is online.} Next", "benefits. (Code is online.) Next"),
    (r"on GitHub\footnote{https://a.example/b\_c}.", "on GitHub (https://a.example/b_c)."),
    (r"at \url{https://a.example/~u/x_y}.", "at https://a.example/~u/x_y."),
    (r"at \href{https://a.example/c}{here}.", "at here (https://a.example/c)."),
    (r"at \href{https://a.example/c}{https://a.example/c/}.", "at https://a.example/c."),
    (r"at \href{https://a.example/c}{\color{blue}a.example/c}", "at https://a.example/c"),
    (r"at \href{https://a.example/c}", "at https://a.example/c"),
    (r"at:{https://a.example/A-B/}", "at:https://a.example/A-B/"),
    (r"at https://a.example/C}{a.example/C.", "at https://a.example/C a.example/C."),
    (r"is ~\url{https://a.example}", "is https://a.example"),
]

LETTERS = [
    (r"\`a la caf\'e", "à la café"),
    (r"G\"odel, Poincar\'{e}, {\"o}, {\'e}", "Gödel, Poincaré, ö, é"),
    (r"Erd\H{o}s, \v{C}ech, s\u{a}, Fran\c cois", "Erdős, Čech, să, François"),
    (r"\O stergaard, Stra\ss e, Ume{\aa}, Isstr{\o}m", "Østergaard, Straße, Umeå, Isstrøm"),
    (r"Mart\'\i nez, Mart\'{\i}nez", "Martínez, Martínez"),
    (r"\~nandu, \^o, \=a, \.z", "ñandu, ô, ā, ż"),
    (r"model\'s, don\'t, we\'re", "model's, don't, we're"),
    (r"the \"word\" and na\"ive", 'the "word" and naïve'),
    (r"\\Ann Lee", "Ann Lee"),
    ("ﬁne oﬃce ﬂow", "fine office flow"),
    ("AT&amp;T &lt;b&gt; &amp;lt; &#39;x&#39; &eacute;", "AT&T <b> < 'x' é"),
    ("a&nbsp;b", "a b"),
]

MARKS = [
    ("``quoted'' and `single'", "“quoted” and ‘single’"),
    ("``Therefore,'' which", "“Therefore,” which"),
    ('``mixed"', "“mixed”"),
    ("the `near OOD' classes, dogs'", "the ‘near OOD’ classes, dogs'"),
    ("`code` and 5''", "`code` and 5''"),
    ("pages 10--20, Kuramoto--Sivashinsky", "pages 10–20, Kuramoto–Sivashinsky"),
    ("a---b, a -- b, a --- b", "a—b, a – b, a — b"),
    ("networks~(DNNs), HoloLens~2, (1)~first", "networks (DNNs), HoloLens 2, (1) first"),
    ("{GPT-4}, {VIGOR++}, {anti}-cross", "GPT-4, VIGOR++, anti-cross"),
    (r"{Large Language Models} in {\'E}cole", "Large Language Models in École"),
]

AS_IT_WAS = [
    "costs $5 to $10",
    "($5, $6), $100/month, $1.5M and $2M",
    "US$ 5, A$6 and 20$",
    "over $8 billion in healthcare",
    "saved $3 and -$4",
    "$PATH, ${HOME}/bin and $TSLA",
    "file_name, __init__ and a_b_c",
    "_x_ and 5 % of #1 & more",
    "100% of R&D, Q&A; done",
    r"C:\Users\me\x.txt",
    r"\\server\share\dir",
    r"see src\new\main.py there",
    "~/home/x, /etc/a_b and ~50%",
    "speedups of 6~300x, 15 ~ 20 km",
    "https://a.example/~u/a_b--c?x=1&y=%20#z",
    "run --help, (--fast) or `--x`",
    "<!-- no --> and a->b",
    "the set {0, 1} and {-1, 0, 1}",
    '{"key": 1}',
    "f(x) = {x | x > 0}",
    "^_^ and a^b",
    "a < b > c",
    "C++, C#, F*, .NET",
    "don't, rock 'n' roll, 3' 5''",
    "2 * 3 = 6",
    "R&amp D",
    "naïve café α-RuCl₃ 10⁻³ x ∈ ℝᵈ",
]

BROKEN = [
    (r"the $\alpha and more", "the α and more"),
    (r"The bound $O(n) holds", "The bound O(n) holds"),
    (r"\textbf{open", "open"),
    (r"Done.\footnote{See {x}", "Done. (See x)"),
    (r"\emph{x}} y", "x y"),
    ("end\\", "end"),
    (r"$\frac{1$", "1/"),
    (r"\frac", "/"),
    (r"$x^$ $_$", "x"),
    (r"\'", "'"),
    (r"\unicode{zz} \unicode{x0} \unicode{xd800}", "zz x0 xd800"),
    (r"\href{a}", "a"),
    (r"$\left.$", ""),
    ("$$", "$$"),
    ("{}", "{}"),
    (r"\(x", "(x"),
]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        *MATHEMATICS,
        *FONTS_AND_COMMANDS,
        *CITATIONS_NOTES_AND_LINKS,
        *LETTERS,
        *MARKS,
        *BROKEN,
        *((text, text) for text in AS_IT_WAS),
    ],
)
def test_tex_is_read_as_its_author_meant_it(raw: str, shown: str) -> None:
    assert readable(raw) == shown


def test_parentheses_were_doubled_or_missing_around_what_is_raised() -> None:
    raw = r"$M_\odot$ $W^\pm$ $K^{(*)}$ $R_{K^{(*)}}$ $e^{i\pi}$ $x^{2\pi i}$ $L_{q^2}$ $2^{n^2}$ $x_{n_k}$"
    assert readable(raw) == "M_⊙ W^± K^(*) R_(K^(*)) e^(iπ) x^(2πi) L_(q²) 2^(n²) x_(nₖ)"


def test_an_index_of_several_signs_needs_no_parentheses() -> None:
    raw = r"$E_{\rm T}^{\rm miss}$ $p_{\mathrm{T}}$ $D_{\rm KL}$ $T_{c1}$ $n^{2.37}$"
    assert readable(raw) == "E_T^miss p_T D_KL T_c1 n^2.37"


def test_a_map_lost_the_space_behind_its_colon_and_independence_was_torn_apart() -> None:
    assert readable(r"$f\colon X\to Y$ and $X\perp\!\!\!\perp Y\mid Z$") == "f: X → Y and X ⊥⊥ Y | Z"


def test_an_ion_melted_into_one_word() -> None:
    assert readable(r"\ion{H}{i} and \ion{C}{IV}") == "H i and C IV"


def test_apostrophes_that_arxiv_took_for_accented_letters_are_apostrophes_again() -> None:
    assert readable(r"the model\^a\u{A}\'Zs \^a\u{A}IJtruth\^a\u{A}\.I") == "the model’s “truth”"
