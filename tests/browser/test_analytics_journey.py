"""A visitor reads the figures: finding, table, download, and the projects behind them."""

import csv
import re
from pathlib import Path

from playwright.sync_api import Page, expect


def test_a_visitor_reads_a_figure_and_opens_what_is_behind_it(page: Page, tmp_path: Path) -> None:
    page.goto("/analytics")
    figure = page.get_by_role("region", name="relación más frecuente")
    expect(figure.locator("[data-drawn=true] svg")).to_be_visible()
    figure.get_by_text("Tabla", exact=True).click()
    row = figure.get_by_role("row").nth(1)
    count = row.get_by_role("link").inner_text()
    figure.get_by_role("button", name="Descargar").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Datos (CSV)").click()
    download.value.save_as(tmp_path / "flows.csv")
    rows = list(csv.reader((tmp_path / "flows.csv").read_text("utf-8-sig").splitlines()))
    assert rows[1][2] == count
    row.get_by_role("link").click()
    expect(page.get_by_role("status").filter(has_text="proyecto")).to_contain_text(f"{count} proyecto")
    expect(page.get_by_role("button", name="Quitar el filtro").first).to_be_visible()


def test_the_map_shows_points_and_opens_the_projects_there(page: Page) -> None:
    page.goto("/projects?view=map")
    figure = page.get_by_role("region", name="departamento")
    expect(figure.get_by_text(re.compile(r"\d+ puntos exactos"))).to_be_visible()
    # The map's fields are one path each; a point is one more.
    expect(figure.locator("[data-drawn=true] svg path").nth(23)).to_be_attached()
    figure.get_by_text("Tabla", exact=True).click()
    figure.get_by_role("row", name="Puesto de salud 1").get_by_role("link").click()
    expect(page.get_by_role("status").filter(has_text="proyecto")).to_contain_text("1 proyecto")
    page.get_by_role("button", name="Quitar el filtro «Lugar exacto").click()
    expect(page).not_to_have_url(re.compile("point="))


def test_ratings_of_evaluations_are_shown_by_criterion(page: Page) -> None:
    page.goto("/analytics")
    figure = page.get_by_role("region", name="criterios del CAD")
    expect(figure.locator("[data-drawn=true] svg")).to_be_visible()
    figure.get_by_text("Tabla", exact=True).click()
    expect(
        figure.get_by_role("row", name="Relevancia").or_(figure.get_by_role("row", name="Pertinencia"))
    ).to_be_visible()


def test_the_matrix_opens_the_projects_of_a_cell(page: Page) -> None:
    page.goto("/analytics?rows=national-priority&columns=sdg-goal")
    figure = page.get_by_role("region", name="pares de códigos").or_(page.get_by_role("region", name="coinciden"))
    figure.get_by_label("Filas").select_option("katun-axis")
    expect(page).to_have_url(re.compile("rows=katun-axis"))
    figure.get_by_text("Tabla", exact=True).click()
    figure.get_by_role("cell").get_by_role("link").first.click()
    expect(page.get_by_role("button", name="Quitar el filtro")).to_be_visible()
